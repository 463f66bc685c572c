import type { CompressionEngine } from '../engine.ts';
import { assume } from './assume.ts';
import { deepKMeans } from './deep-k-means.ts';
import { hashed } from './hashed.ts';
import { none } from './none.ts';
import { prune } from './prune.ts';
import { scalarKMeans } from './scalar-k-means.ts';
import { softWeightSharing } from './soft-weight-sharing.ts';
import { uniform } from './uniform.ts';
import { vectorKMeans } from './vector-k-means.ts';

/** Every engine that comes with the package; the first is the default. */
export const engines: readonly CompressionEngine[] = [
  none,
  deepKMeans,
  scalarKMeans,
  vectorKMeans,
  uniform,
  prune,
  hashed,
  softWeightSharing,
  assume,
];
