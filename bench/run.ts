import { benchCompressNetwork } from './compress-network.ts';
import { benchKMeans } from './k-means.ts';
import { benchMappingEvaluations } from './mapping-evaluations.ts';
import { benchStartUp } from './start-up.ts';
import { benchTraining } from './training.ts';

benchStartUp();
await benchMappingEvaluations();
benchKMeans();
await benchCompressNetwork();
await benchTraining();
