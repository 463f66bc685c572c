import type { HardwareSpec } from '../hardware/hardware.ts';
import type { MapperChoice } from '../mapper/mapper.ts';
import type { Workload } from '../workload/workload.ts';

/** A scenario with every default filled and every name resolved. Read-only. */
export interface Scenario {
  readonly title: string;
  /** Only the layers asked for. */
  readonly workload: Workload;
  readonly batch: number;
  readonly hardware: HardwareSpec;
  /** `port`, `timeloop` or `eyeriss`. */
  readonly convention: string;
  readonly mapper: MapperChoice;
}

/** What a network needs beyond its file. */
export interface WorkloadOptions {
  readonly batch: number;
  /** ONNX only: whole shapes by input name. */
  readonly inputShapes?: Readonly<Record<string, readonly number[]>>;
}

/**
 * Finds what a scenario names. Each rejects with InputError; an issue without a file is about the name itself, and is
 * placed where the scenario says it.
 */
export interface ScenarioSources {
  workload(reference: string, options: WorkloadOptions): Promise<Workload>;
  hardware(reference: string): Promise<HardwareSpec>;
  mapping(reference: string): Promise<{ readonly file: string; readonly text: string }>;
}
