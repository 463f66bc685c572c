import type { ComponentKind } from '../hardware/component-schema.ts';
import type { ComponentClass } from './component-class.ts';

interface Needs {
  /** Classes of library rows that can price it. */
  readonly classes: readonly ComponentClass[];
  /** Actions that figures in place must give; the others have defaults. */
  readonly actions: readonly string[];
}

/** What prices each kind of component of a spec. */
export const componentNeeds: Readonly<Record<ComponentKind, Needs>> = {
  memory: { classes: ['dram', 'sram', 'regfile', 'register'], actions: ['read', 'write'] },
  network: { classes: ['noc'], actions: ['deliver'] },
  mac: { classes: ['mac'], actions: ['mac'] },
  adder: { classes: ['adder'], actions: ['add'] },
  vector: { classes: ['vector'], actions: ['max', 'add', 'multiply', 'activation', 'copy'] },
};
