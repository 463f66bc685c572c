import type { ComponentLibrary } from './components/library.ts';
import type { RunResult } from './cost/result.ts';
import type { HardwareSpec } from './hardware/hardware.ts';
import type { MapperChoice } from './mapper/mapper.ts';
import type { Workload } from './workload/workload.ts';

export interface SimulationInput {
  readonly title: string;
  /** The command that makes the result again; stands in reports. */
  readonly command: string;
  readonly workload: Workload;
  readonly batch: number;
  readonly hardware: HardwareSpec;
  readonly library: ComponentLibrary;
  /** `port`, `timeloop` or `eyeriss`. */
  readonly convention: string;
  readonly mapper: MapperChoice;
  readonly onProgress?: (done: number, total: number, layer: string) => void;
}

/** Costs a workload on an accelerator. Throws InputError (bad input) or NoAnswerError (a layer that fits nowhere). */
export async function simulate(_input: SimulationInput): Promise<RunResult> {
  throw new Error('not yet');
}
