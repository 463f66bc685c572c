import { resolve } from 'node:path';
import { readSystolicConfig, type SystolicConfig } from '../study/scale-sim/read-config.ts';
import { readTopology, type TopologyLayer } from '../workload/import/scale-sim/read-topology.ts';
import { shownPath } from './place.ts';
import { readInputText } from './read-input.ts';

/** A SCALE-Sim configuration. */
export async function loadSystolicConfig(file: string, cwd: string): Promise<SystolicConfig> {
  const { shown, text } = await textOf(file, cwd);
  return readSystolicConfig(shown, text);
}

/** The layers of a SCALE-Sim topology. */
export async function loadTopology(file: string, cwd: string): Promise<readonly TopologyLayer[]> {
  const { shown, text } = await textOf(file, cwd);
  return readTopology(shown, text);
}

async function textOf(file: string, cwd: string) {
  const path = resolve(cwd, file);
  const shown = shownPath(path, cwd);
  return { shown, text: await readInputText(path, shown) };
}
