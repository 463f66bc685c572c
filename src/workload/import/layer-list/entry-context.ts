import type { Fault } from '../../../shared/document.ts';
import type { Path } from '../../../shared/path-text.ts';
import type { Layer } from '../../workload.ts';
import type { FeatureMap } from './feature-map.ts';

/** What an entry is built from, besides itself. */
export interface EntryContext {
  /** Shapes of what it reads, in the order of `from`; empty for entries that state their own. */
  readonly inputs: readonly FeatureMap[];
  readonly batch: number;
  /** Notes a fault at a path inside the entry; nothing is thrown until the whole file has been read. */
  readonly report: (path: Path, fault: Fault) => void;
}

/** What an entry becomes: a layer unless it costs nothing, and a shape unless only its author knows it. */
export interface BuiltEntry {
  readonly layer?: Layer;
  /** Why there is no layer. */
  readonly free?: string;
  readonly output?: FeatureMap;
}
