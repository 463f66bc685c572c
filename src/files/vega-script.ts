import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

const require = createRequire(import.meta.url);

/**
 * Vega and its interpreter as one classic script that defines `vega` and `vegaInterpreter`. Vega ships a browser build beside the
 * module Node loads; its interpreter ships as a module of one import and one export, which are rewritten here.
 */
export async function readVegaScript(): Promise<string> {
  const [vega, interpreter] = await Promise.all([
    readFile(join(dirname(require.resolve('vega')), 'vega.min.js'), 'utf8'),
    readFile(require.resolve('vega-interpreter'), 'utf8'),
  ]);
  return `${vega}\n${asClassicScript(interpreter)}\n`;
}

function asClassicScript(module: string): string {
  const script = module
    .replace(/^import (\{[^}]*\}) from 'vega-util';$/m, 'const $1 = vega;')
    .replace(/^export \{ expression as expressionInterpreter \};$/m, 'return expression;')
    .replace(/^\/\/# sourceMappingURL=.*$/m, '');
  if (/^(import|export)\b/m.test(script))
    throw new Error('vega-interpreter no longer has the one import and export expected');
  return `const vegaInterpreter = (() => {\n${script}\n})();`;
}
