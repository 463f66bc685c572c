import type { CompressedLayer } from '../compression/compressed-layer.ts';
import type { CompressedWorkload, CompressionEngine } from '../compression/engine.ts';
import type { NamedWeights } from '../compression/named-weights.ts';
import type { OnnxWeights } from '../compression/onnx-weights.ts';
import type { HardwareSpec } from '../hardware/hardware.ts';
import type { MapperChoice } from '../mapper/mapper.ts';
import type { Located } from '../shared/located.ts';
import type { Activity } from '../workload/import/activity/read-activity.ts';
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
  /** What compressed the weights, layer by layer. */
  readonly compression?: Compression;
}

export interface Compression {
  readonly engine: string;
  /** Absent where weights of several runs stand side by side. */
  readonly seed?: number;
  readonly layers: ReadonlyMap<string, CompressedLayer>;
}

/** What a network needs beyond its file. */
export interface WorkloadOptions {
  /** Absent: what an ONNX file says itself; 1 where it leaves it open, and for layer lists. */
  readonly batch?: number;
  /** ONNX only: whole shapes by input name. */
  readonly inputShapes?: Readonly<Record<string, readonly number[]>>;
}

/**
 * Finds what a scenario names. Each rejects with InputError; an issue without a file is about the name itself, and is
 * placed where the scenario says it.
 */
export interface ScenarioSources {
  workload(reference: string, options: WorkloadOptions): Promise<Workload>;
  /** Trained weights by layer name; a network of shapes only has none. */
  weights(reference: string, options: WorkloadOptions): Promise<OnnxWeights>;
  /** Weights from a safetensors file. */
  namedWeights(reference: string, workload: Workload): Promise<NamedWeights>;
  /** An engine from a module of the user's. */
  engine(reference: string): Promise<CompressionEngine>;
  /** A network that was compressed before. */
  artefact(reference: string): Promise<CompressedWorkload>;
  /** Zeros in the maps of a network. */
  activity(reference: string): Promise<Activity>;
  /** With some of its values changed. */
  hardware(reference: string, changes?: Located): Promise<HardwareSpec>;
  mapping(reference: string): Promise<{ readonly file: string; readonly text: string }>;
  /** Weights compressed before, or made now. undefined: there are faults. */
  compression?(make: Compress, key?: CompressionKey): Promise<Compression | undefined>;
}

/** Compresses the weights of a case, or only reads the files that takes. undefined: there are faults, or it was only to read. */
export type Compress = (only?: 'read') => Promise<Compression | undefined>;

/** All that decides how the weights of a case are stored. */
export interface CompressionKey {
  readonly text: string;
  /** Named in the text; their content decides as well. */
  readonly files: readonly {
    readonly kind: 'workload' | 'artefact' | 'weights' | 'importance';
    readonly reference: string;
  }[];
  /** Engines from modules of the user's are among it. */
  readonly ownEngines: boolean;
}
