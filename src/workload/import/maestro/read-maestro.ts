import { sourceText } from '../../../shared/source-text.ts';
import { TextFaults } from '../../../shared/text-faults.ts';
import type { Layer, Workload } from '../../workload.ts';
import { inexactWork } from '../exact-work.ts';
import { uniqueName } from '../unique-name.ts';
import { buildLayer } from './build-layer.ts';
import { MaestroParser } from './parse.ts';
import { tokensOf } from './tokens.ts';

/**
 * Reads the layers of a MAESTRO model or mapping file; `batch` stands in for N. Sizes are those of one layer after the other:
 * the file does not say which reads which. Throws one `InputError` with every fault.
 */
export function readMaestro(file: string, text: string, options: { readonly batch?: number } = {}): Workload {
  const source = sourceText(file, text);
  const faults = new TextFaults(source);
  const network = new MaestroParser(tokensOf(source), faults).file();
  const layers: Layer[] = [];
  const taken = new Set<string>();
  for (const each of network.layers) {
    const built = buildLayer(each, { batch: options.batch, faults });
    const tooLarge = built && inexactWork(built);
    if (tooLarge !== undefined) faults.add(each.name.offset, tooLarge.code, tooLarge);
    else if (built !== undefined) layers.push({ ...built, name: uniqueName(built.name, taken), origin: file });
  }
  if (network.layers.length === 0 && faults.issues.length === 0)
    faults.add(0, 'empty-file', { message: 'the file holds no layer', accepted: 'Network name { Layer name { … } }' });
  faults.throwIfAny();
  return { name: network.name, source: `${file}, a MAESTRO network`, layers, uncosted: [] };
}
