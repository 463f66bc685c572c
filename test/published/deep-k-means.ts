import { readFileSync } from 'node:fs';
import { type DeepKMeansFigures, readDeepKMeans } from '../../src/validation/deep-k-means-figures.ts';

const file = new URL('../../hardware-specs/published/deep-k-means.yaml', import.meta.url);

/** Figures of Wu et al. 2018 as shipped. */
export const deepKMeansFigures: DeepKMeansFigures = readDeepKMeans('deep-k-means.yaml', readFileSync(file, 'utf8'));

/** Filter size, N, then K and p of each setting. */
export const wideResNet = deepKMeansFigures.networkRatios.layers;
