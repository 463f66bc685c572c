// As the command does it.
import '../bin/compile-less.js';
import { benchCompressNetwork } from './compress-network.ts';
import { benchKMeans } from './k-means.ts';
import { benchMappingEvaluations } from './mapping-evaluations.ts';
import { benchProvenGrowth } from './proven-growth.ts';
import { benchProvenLayers } from './proven-layers.ts';
import { benchProvenMappings } from './proven-mappings.ts';
import { benchProvenWorkers } from './proven-workers.ts';
import { benchStartUp } from './start-up.ts';
import { benchTraining } from './training.ts';

/** By the name of its file; `npm run bench -- NAME…` runs some, docs/benchmarks.md says what each measures. */
const benchmarks: Readonly<Record<string, () => void | Promise<void>>> = {
  'start-up': benchStartUp,
  'mapping-evaluations': benchMappingEvaluations,
  'proven-mappings': benchProvenMappings,
  'proven-growth': benchProvenGrowth,
  'proven-layers': benchProvenLayers,
  'proven-workers': benchProvenWorkers,
  'k-means': benchKMeans,
  'compress-network': benchCompressNetwork,
  training: benchTraining,
};

const asked = process.argv.slice(2);
const unknown = asked.filter((name) => benchmarks[name] === undefined);
if (unknown.length > 0) {
  console.error(`no benchmark is called ${unknown.join(', ')}; there are ${Object.keys(benchmarks).join(', ')}`);
  process.exitCode = 2;
} else {
  for (const [name, run] of Object.entries(benchmarks)) if (asked.length === 0 || asked.includes(name)) await run();
}
