import type { Workload } from '../workload.ts';
import { readLayerList } from './layer-list/read-layer-list.ts';
import { readMaestro } from './maestro/read-maestro.ts';
import { readScaleSim } from './scale-sim/read-topology.ts';
import { readZigzag } from './zigzag/read-zigzag.ts';

/**
 * A network written as text: a layer list, a ZigZag workload, a SCALE-Sim topology or a MAESTRO network, told apart by ending
 * and first words. `batch` stands in for the batch a file states; without it a layer list has 1.
 */
export function readNetwork(file: string, text: string, options: { readonly batch?: number } = {}): Workload {
  if (/\.csv$/i.test(file)) return readScaleSim(file, text, options);
  if (/\.m$/i.test(file) || /^(\s|\/\/[^\n]*)*(Network|Constant)\s+\w/.test(text))
    return readMaestro(file, text, options);
  return isList(text) ? readZigzag(file, text, options) : readLayerList(file, text, options);
}

/** Whether the document is a list: a layer list is a map. */
function isList(text: string): boolean {
  const first = text
    .split('\n', 1000)
    .find((line) => /^[^#\s]/.test(line.replace(/^\uFEFF/, '')) && !/^---|^%/.test(line));
  return first !== undefined && /^(-\s|-$|\[)/.test(first.replace(/^\uFEFF/, ''));
}
