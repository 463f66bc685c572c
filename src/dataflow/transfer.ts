import type { NestOperand } from './nest.ts';

/** Words that cross one boundary between two consecutive keepers of an operand, over the whole layer and all instances. */
export interface Transfer {
  readonly operand: string;
  /** Index of the level that keeps it above. */
  readonly parent: number;
  /** Index of the level that keeps it below; the number of levels stands for the arithmetic. */
  readonly child: number;
  /** `fill`: an input goes down. `reload`: partial sums come back down. `writeback`: outputs go up. */
  readonly kind: 'fill' | 'reload' | 'writeback';
  /** Words read or written at the parent: copies the network merges count once. */
  readonly words: number;
  /** Words that arrive at or leave all children together. */
  readonly copies: number;
  /** Of `words` going up: those that carry final values for this boundary. */
  readonly finalWords: number;
  /** Of sums beside the arithmetic: how likely zeros leave nothing to add to one that is there; absent: never. */
  readonly idle?: number;
  /** Every network on the way, outermost first. */
  readonly crossings: readonly Crossing[];
}

/** Copies of one kind of transfer at the level that another one starts from; 0: nothing stands above. */
export function copiesInto(transfers: readonly Transfer[], from: Transfer, kind: Transfer['kind']): number {
  const isInto = (each: Transfer): boolean => each.operand === from.operand && each.child === from.parent;
  return transfers.find((each) => isInto(each) && each.kind === kind)?.copies ?? 0;
}

/** Words that one kind of transfer puts on the network below a level. */
export interface Crossing {
  readonly level: number;
  /** Words handed to, or taken from, the instances below this network. */
  readonly delivered: number;
  /** Additions of partial sums inside this network. */
  readonly reduced: number;
}

/** What has to be counted at a boundary; every transfer over it is linear in these numbers. */
export interface BoundaryCounts {
  readonly parent: number;
  readonly child: number;
  /** Words that leave all parents together (for outputs: the same on the way up), merged copies once. */
  readonly arriving: number;
  /** The same below the network of each level from parent to child; the last counts every copy. */
  readonly below: readonly number[];
  /** Distinct output elements each parent ever sees, summed over parents; 0 for inputs. */
  readonly distinctAtParent: number;
  /** Distinct output elements each child ever sees, summed over children; 0 for inputs. */
  readonly distinctAtChildren: number;
}

/** Inputs are filled; outputs go up at every visit and come back at every visit but the first. */
export function transfersOf(operand: NestOperand, counts: BoundaryCounts): Transfer[] {
  const { parent, child, arriving, below, distinctAtParent } = counts;
  const copies = below[below.length - 1] as number;
  const common = { operand: operand.operand.name, parent, child };
  const crossings = below.map((delivered, index) => ({ level: parent + index, delivered, reduced: 0 }));
  if (!operand.isOutput) return [{ ...common, kind: 'fill', words: arriving, copies, finalWords: 0, crossings }];
  const words = arriving - distinctAtParent;
  // Sums go back down to one instance each if the networks add them up; else the parent accumulates.
  const delivered = operand.merges.slice(parent, child).includes(false) ? 0 : words;
  const reload: Transfer = {
    ...common,
    kind: 'reload',
    words,
    copies: copies - counts.distinctAtChildren,
    finalWords: 0,
    crossings: crossings.map(({ level }) => ({ level, delivered, reduced: 0 })),
  };
  const writeback: Transfer = {
    ...common,
    kind: 'writeback',
    words: arriving,
    copies,
    finalWords: distinctAtParent,
    crossings: crossings.map((crossing, index) => {
      const above = index === 0 ? arriving : (below[index - 1] as number);
      return { ...crossing, reduced: operand.merges[crossing.level] ? crossing.delivered - above : 0 };
    }),
  };
  return [reload, writeback];
}
