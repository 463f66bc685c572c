import type { ComponentClass, CostRow } from '../cost/result.ts';
import { OPERAND_CLASSES, type OperandClass } from './operand-class.ts';
import { safeText } from './safe-text.ts';

/** One colour of a legend. */
export interface Series {
  readonly name: string;
  readonly colour: string;
}

/** In the order they stack: what is farthest from the arithmetic first. */
export const COMPONENT_CLASSES: readonly ComponentClass[] = ['dram', 'memory', 'network', 'compute', 'static'];

/**
 * A hue per class, a shade per component. Hues are those of Okabe and Ito (Color Universal Design, 2008), which stay apart for
 * readers with colour blindness; shades keep at least 1.8:1 against white and against the dark page.
 */
const SHADES: Readonly<Record<ComponentClass, readonly string[]>> = {
  dram: ['#D55E00', '#F2A266', '#A84A00'],
  memory: ['#0B5394', '#56B4E9', '#1F83CC', '#A6D5F5', '#6C7FD8', '#3BA3B8'],
  network: ['#CC79A7', '#A85585', '#DFA6C6', '#B870B8'],
  compute: ['#009E73', '#6CC3A4', '#2E7F66', '#A0D08A'],
  static: ['#8A8A8A', '#B3B3B3', '#6B6B6B'],
};

const OPERAND_COLOURS: Readonly<Record<OperandClass, string>> = {
  'weights (W)': '#0072B2',
  'inputs (I)': '#E69F00',
  'outputs (O)': '#009E73',
  other: '#8A8A8A',
};

const STALL_COLOURS = [
  '#E69F00',
  '#56B4E9',
  '#D55E00',
  '#CC79A7',
  '#8A8A8A',
  '#0072B2',
  '#B8A21A',
  '#A85585',
  '#6F9BD8',
];

/** Legend of the components in the rows: class by class, within a class as they first appear. */
export function componentSeries(rows: readonly Pick<CostRow, 'component' | 'componentClass'>[]): readonly Series[] {
  return COMPONENT_CLASSES.flatMap((componentClass) => {
    const names = new Set(
      rows.filter((row) => row.componentClass === componentClass).map((row) => safeText(row.component)),
    );
    const shades = SHADES[componentClass];
    return [...names].map((name, index) => ({ name, colour: shades[index % shades.length]! }));
  });
}

/** The colour of a class where single components do not show. */
export function classColour(componentClass: ComponentClass): string {
  return SHADES[componentClass][0]!;
}

/** Legend of the operands. */
export const operandSeries: readonly Series[] = OPERAND_CLASSES.map((name) => ({
  name,
  colour: OPERAND_COLOURS[name],
}));

/** Legend of the stall causes: useful work first and green. */
export function stallSeries(causes: readonly string[]): readonly Series[] {
  const stalls = [...new Set(causes.map(safeText))].filter((cause) => cause !== 'compute');
  return [
    { name: 'compute', colour: '#009E73' },
    ...stalls.map((name, index) => ({ name, colour: STALL_COLOURS[index % STALL_COLOURS.length]! })),
  ];
}
