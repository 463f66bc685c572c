export type ComponentClass = 'dram' | 'sram' | 'regfile' | 'register' | 'noc' | 'mac' | 'adder' | 'vector';

export interface ClassFacts {
  /** Sets of actions, one of which a row must price completely. */
  readonly actionSets: readonly (readonly string[])[];
  /** What a row's energies are given at: a number of bits, a capacity and a number of bits, or operand widths. */
  readonly geometry: 'width' | 'capacity' | 'operands';
  /** How energy moves to another node and supply; off-chip memory does not. */
  readonly technology: 'fixed' | 'logic' | 'wire';
}

const access = ['read', 'write'];

/** How each class of component is described and scaled. */
export const componentClasses: Readonly<Record<ComponentClass, ClassFacts>> = {
  dram: { actionSets: [access], geometry: 'width', technology: 'fixed' },
  sram: { actionSets: [access], geometry: 'capacity', technology: 'logic' },
  regfile: { actionSets: [access], geometry: 'capacity', technology: 'logic' },
  register: { actionSets: [access], geometry: 'width', technology: 'logic' },
  noc: { actionSets: [['deliver', 'reduce']], geometry: 'width', technology: 'wire' },
  mac: { actionSets: [['mac'], ['multiply', 'add']], geometry: 'operands', technology: 'logic' },
  adder: { actionSets: [['add']], geometry: 'width', technology: 'logic' },
  vector: {
    actionSets: [['max', 'add', 'multiply', 'activation', 'copy']],
    geometry: 'width',
    technology: 'logic',
  },
};
