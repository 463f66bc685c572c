import { loadLibrary } from '../../files/load-library.ts';
import { loadStudy } from '../../files/load-study.ts';
import { mappingFolder } from '../../files/mapping-folder.ts';
import { resolveReference } from '../../files/resolve-reference.ts';
import { planOf } from '../../study/plan.ts';
import type { Terminal } from '../terminal.ts';
import { planText } from './plan-text.ts';

/** `kjoule plan`: the cases of a scenario, everything it names read, nothing costed. */
export async function plan(reference: string, options: { readonly json?: boolean }, terminal: Terminal): Promise<void> {
  const { cwd, cacheFolder } = terminal;
  const library = await loadLibrary(cwd);
  const cache = cacheFolder === undefined ? undefined : mappingFolder(cacheFolder);
  const file = await resolveReference('scenario', reference, { cwd, folder: cwd });
  const planned = planOf({ study: await loadStudy(file, { cwd, library }), library, cache });
  terminal.out(options.json === true ? `${JSON.stringify(planned, null, 2)}\n` : planText(planned, terminal));
}
