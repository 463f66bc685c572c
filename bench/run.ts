import { benchCompressNetwork } from './compress-network.ts';
import { benchKMeans } from './k-means.ts';
import { benchMappingEvaluations } from './mapping-evaluations.ts';
import { benchProvenLayers } from './proven-layers.ts';
import { benchProvenMappings } from './proven-mappings.ts';
import { benchStartUp } from './start-up.ts';
import { benchTraining } from './training.ts';

benchStartUp();
await benchMappingEvaluations();
await benchProvenMappings();
await benchProvenLayers();
benchKMeans();
await benchCompressNetwork();
await benchTraining();
