import { InputError } from '../../shared/issue.ts';
import type { SystolicConfig } from './read-config.ts';

export interface SystolicInput {
  readonly name: string;
  /** The file it was read from. */
  readonly source: string;
  readonly config: SystolicConfig;
  /** What a configuration does not say. */
  readonly technology: { readonly node: string; readonly voltage: string; readonly clock: string };
}

const cells = {
  os: { keeps: 'O', word: '32 bit', dataflow: 'output-stationary', rows: 'N, P, Q', holds: 'the sum' },
  ws: { keeps: 'W', word: '8 bit', dataflow: 'weight-stationary', rows: 'C, R, S', holds: 'a weight' },
} as const;

/** The array as an accelerator file of ours, priced by rows of the component library. Throws `InputError` for stationary inputs. */
export function systolicText({ name, source, config, technology }: SystolicInput): string {
  const { rows, columns, dataflow, sramKilobytes, bandwidth } = config;
  if (dataflow === 'is') {
    const message = 'no search of kjoule keeps inputs in the cells';
    const accepted = 'Dataflow os or ws';
    throw new InputError([{ code: 'not-supported', severity: 'error', file: source, message, found: 'is', accepted }]);
  }
  const cell = cells[dataflow];
  const sram = (memory: string, keeps: string, kilobytes: number) => [
    `      - name: ${memory}`,
    `        keeps: [${keeps}]`,
    `        capacity: ${kilobytes} KiB`,
    '        word: 8 bit',
    '        doubleBuffered: true',
    '        component: { use: sram-horowitz-45nm }',
  ];
  const lines = [
    `# Made from a SCALE-Sim configuration: ${source}. It counts words; here they have 8 bit, sums in the cells 32.`,
    '# Prices are not from there: each `use` names a row of the component library, moved to node, supply and size.',
    `name: ${JSON.stringify(name)}`,
    `description: ${JSON.stringify(`systolic array of ${rows} x ${columns}, ${cell.dataflow}`)}`,
    `source: ${JSON.stringify(`${source} (${config.name})`)}`,
    `technology: { node: ${technology.node}, voltage: ${technology.voltage} }`,
    `clock: ${technology.clock} # a SCALE-Sim configuration counts cycles only`,
    `dataflow: ${cell.dataflow}`,
    '',
    'levels:',
    '  - name: DRAM',
    '    keeps: [W, I, O]',
    '    word: 8 bit',
    ...(bandwidth === undefined
      ? []
      : [
          `    bandwidth: { read: 2 * ${bandwidth} * 8 bit/cycle, write: ${bandwidth} * 8 bit/cycle } # a port for each SRAM`,
        ]),
    '    component: { use: dram-ddr3 }',
    '    network: { multicast: true, reduction: false }',
    '',
    '  - name: SRAM',
    '    memories:',
    ...sram('ifmap', 'I', sramKilobytes.ifmap),
    ...sram('filter', 'W', sramKilobytes.filter),
    ...sram('ofmap', 'O', sramKilobytes.ofmap),
    `    fanout: { x: ${columns}, y: ${rows} }`,
    '    # Operands go from cell to cell: each delivery is one hop.',
    '    network: { multicast: true, reduction: true, component: { use: noc-systolic-40nm } }',
    '',
    `  - name: CELL # ${cell.holds} stays here`,
    `    keeps: [${cell.keeps}]`,
    `    capacity: ${cell.word}`,
    `    word: ${cell.word}`,
    '    component: { use: register-aladdin-40nm }',
    '',
    'mac:',
    '  name: MAC',
    '  bits: { W: 8 bit, I: 8 bit, O: 32 bit }',
    '  component: { use: mac-horowitz-45nm }',
    '',
    'constraints:',
    '  spatial:',
    `    - { level: SRAM, x: [M], y: [${cell.rows}] }`,
  ];
  return `${lines.join('\n')}\n`;
}
