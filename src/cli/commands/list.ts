import { describeOptions } from '../../compression/describe-options.ts';
import type { CompressionEngine } from '../../compression/engine.ts';
import { engines } from '../../compression/engines/index.ts';
import { listings } from '../../files/listings.ts';
import { safeText } from '../../report/safe-text.ts';
import { textTable } from '../../report/text-table.ts';
import { OptionFaults } from '../option-faults.ts';
import type { Terminal } from '../terminal.ts';

const kinds = [
  'workloads',
  'hardware',
  'scenarios',
  'retraining',
  'conventions',
  'mappers',
  'engines',
  'components',
] as const;

/** `kjoule list`: what there is to name. */
export async function list(kind: string | undefined, options: { json?: boolean }, terminal: Terminal): Promise<void> {
  const faults = new OptionFaults();
  const chosen = kind === undefined ? undefined : faults.oneOf('kind', kind, kinds);
  faults.throwIfAny();
  // The components are many, and named by specs only.
  const wanted = chosen === undefined ? kinds.slice(0, -1) : [chosen];
  const found: Record<string, readonly Readonly<Record<string, unknown>>[]> = {};
  for (const each of wanted) found[each] = await listings[each](terminal.cwd);
  if (options.json === true) {
    terminal.out(`${JSON.stringify(found, null, 2)}\n`);
    return;
  }
  const sections = Object.entries(found).map(([title, entries]) => section(title, entries, terminal.columns));
  const details = chosen === 'engines' ? engines.map((engine) => optionLines(engine, terminal.columns)) : [];
  terminal.out([...sections, ...details].join('\n'));
}

/** The options of an engine, each with what it takes. */
function optionLines({ name, options }: CompressionEngine, width: number): string {
  const rows = describeOptions(options).map(({ name: option, accepted, required, description }) => ({
    name: `  ${option}`,
    description: `${accepted}${required ? ', required' : ''}: ${description}`,
  }));
  return rows.length === 0 ? `${name}: no options\n` : section(name, rows, width);
}

function section(title: string, entries: readonly Readonly<Record<string, unknown>>[], width: number): string {
  const columns = [
    { title, figure: false, dispensable: 0 },
    { title: '', figure: false, dispensable: 0 },
  ];
  const rows = entries.map((entry) => [safeText(String(entry.name)), safeText(String(entry.description ?? ''))]);
  const longest = Math.max(title.length, ...rows.map(([name = '']) => name.length));
  const room = Math.max(20, width - longest - 2);
  const cut = rows.map(([name = '', text = '']) => [name, text.length > room ? `${text.slice(0, room - 1)}…` : text]);
  return `${textTable(columns, cut, width).join('\n')}\n`;
}
