import type { Nest, NestOperand } from './nest.ts';
import { type Transfer, wordsBelowNetwork } from './transfers.ts';

/** Words that one kind of transfer puts on the network below a level. */
export interface Crossing {
  readonly level: number;
  /** Words handed to, or taken from, the instances below this network. */
  readonly delivered: number;
  /** Additions of partial sums inside this network. */
  readonly reduced: number;
}

/** Every network between the two ends of a transfer. A transfer to the arithmetic crosses the last network too. */
export function networkCrossings(nest: Nest, operand: NestOperand, transfer: Transfer): Crossing[] {
  const crossings: Crossing[] = [];
  for (let level = transfer.parent; level < transfer.child; level += 1) {
    const below = wordsBelowNetwork(nest, operand, transfer, level);
    const above = level === transfer.parent ? transfer.words : wordsBelowNetwork(nest, operand, transfer, level - 1);
    if (transfer.kind === 'fill') crossings.push({ level, delivered: below, reduced: 0 });
    else if (transfer.kind === 'reload') crossings.push({ level, delivered: reloadedWords(operand, transfer), reduced: 0 });
    else crossings.push({ level, delivered: below, reduced: operand.merges[level] ? below - above : 0 });
  }
  return crossings;
}

/** Partial sums go back down to one instance per sum if the networks add them up; else the parent accumulates them. */
export function reloadedWords(operand: NestOperand, transfer: Transfer): number {
  return operand.merges.slice(transfer.parent, transfer.child).includes(false) ? 0 : transfer.words;
}
