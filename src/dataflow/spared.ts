import type { HardwareSpec } from '../hardware/hardware.ts';
import type { OperandRole } from '../workload/problem.ts';
import type { ArithmeticWork } from './arithmetic.ts';
import type { Nest, NestOperand } from './nest.ts';
import { copiesInto, type Transfer } from './transfer.ts';

/**
 * Transfers with only the words that really move beside the arithmetic: an input or a partial sum stays where it is when
 * every weight it meets in a row is zero (assumption A34), zero inputs spare the words the array says they do (assumption
 * A37), and a style may read inputs or move sums less often. The first visit to an output and its final value always count.
 */
export function spared(
  transfers: readonly Transfer[],
  work: ArithmeticWork,
  nest: Nest,
  operations: number,
): readonly Transfer[] {
  const { zeroInputs } = work;
  if (work.zeroShare === 0 && !zeroInputs && work.inputShare === undefined && work.visits === undefined)
    return transfers;
  const spares = (role: OperandRole): number => (zeroInputs?.spares.includes(role) ? zeroInputs.share : 0);
  const idle = spares('O') === 0 ? work.zeroShare : 1 - (1 - work.zeroShare) * (1 - spares('O'));
  return transfers.map((transfer) => {
    const { role } = nest.operands.find(({ operand }) => operand.name === transfer.operand)!.operand;
    if (transfer.child !== nest.levelCount || transfer.copies === 0) return transfer;
    if (role === 'W') return spares('W') === 0 ? transfer : sparedWeights(transfer, spares('W'), operations);
    if (role === 'I') {
      const moving = (1 - work.zeroShare ** (operations / transfer.copies)) * (1 - spares('I'));
      return scaled(transfer, moving * (work.inputShare ?? 1), { words: 0, copies: 0 });
    }
    const [reload, writeback] = bothWays(transfers, transfer);
    const first = writeback.copies - reload.copies;
    const visits = Math.min(writeback.copies, work.visits ?? writeback.copies);
    const stays = work.idleShare ?? idle ** (operations / visits);
    const moving = 1 - stays;
    const styled = writeback.copies === first ? 1 : (Math.max(0, visits - first) / (writeback.copies - first)) * moving;
    // What comes in again is moved again: at the edges of tiles there are more visits than steps over the length of one.
    const comesIn = copiesInto(transfers, reload, 'reload') * moving;
    const again = comesIn > styled * reload.words ? comesIn / reload.words : styled;
    const isUp = transfer.kind === 'writeback';
    const kept = { words: isUp ? transfer.finalWords : 0, copies: isUp ? first : 0 };
    return { ...scaled(transfer, again, kept), idle: stays };
  });
}

/**
 * The same for one boundary beside arithmetic of one multiplication a weight, as a sum over words: exact but for weights and
 * sums that several units share (`sparesAddUp`).
 */
export function sparedWords(
  transfers: readonly Transfer[],
  operand: NestOperand,
  { work, levels }: { readonly work: ArithmeticWork; readonly levels: HardwareSpec['levels'] },
): readonly Transfer[] {
  const { role } = operand.operand;
  const spares = (each: OperandRole): number => (work.zeroInputs?.spares.includes(each) ? work.zeroInputs.share : 0);
  return movedWords(transfers, operand, {
    moving: (1 - spares(role)) * (role === 'W' ? 1 : 1 - work.zeroShare),
    levels,
  });
}

/** Transfers of which so much moves, first visits to outputs and their final values apart, which always do: linear in `moving`. */
export function movedWords(
  transfers: readonly Transfer[],
  { operand: { role }, merges: merging }: NestOperand,
  { moving, levels }: { readonly moving: number; readonly levels: HardwareSpec['levels'] },
): readonly Transfer[] {
  if (moving === 1) return transfers;
  const merges = levels.map(({ fanout: { x, y } }, level) => x * y > 1 && merging[level]!);
  const none = { words: 0, copies: 0 };
  if (role !== 'O') return transfers.map((transfer) => inProportion(transfer, moving, { kept: none, merges }));
  const [reload, writeback] = bothWays(transfers, transfers[0]!);
  const kept = { words: writeback.finalWords, copies: writeback.copies - reload.copies };
  const moved = [
    inProportion(reload, moving, { kept: none, merges }),
    inProportion(writeback, moving, { kept, merges }),
  ];
  return moved.map((transfer) => ({ ...transfer, idle: 1 - moving }));
}

/**
 * Whether `sparedWords` is exact where an operand is kept last at some level: no two units share its weights, or its sums.
 */
export function sparesAddUp(
  levels: HardwareSpec['levels'],
  { role, last }: { readonly role: OperandRole; readonly last: number },
  { zeroShare, zeroInputs }: ArithmeticWork,
): boolean {
  const networks = levels.slice(last).filter(({ fanout: { x, y } }) => x * y > 1);
  if (role === 'I' || networks.length === 0) return true;
  return !zeroInputs?.spares.includes(role) && (role === 'W' || zeroShare === 0);
}

/** Linear in all counts, so that it holds for parts of a transfer. */
function inProportion(
  transfer: Transfer,
  share: number,
  { kept, merges }: { readonly kept: Kept; readonly merges: readonly boolean[] },
): Transfer {
  const scale = (count: number, least: number): number => least + (count - least) * share;
  return {
    ...transfer,
    words: scale(transfer.words, kept.words),
    copies: scale(transfer.copies, kept.copies),
    crossings: transfer.crossings.map(({ level, delivered, reduced }, index) => ({
      level,
      delivered: scale(delivered, index === transfer.crossings.length - 1 ? kept.copies : kept.words),
      reduced: merges[level] ? scale(reduced, kept.copies - kept.words) : reduced,
    })),
  };
}

/** Counts that move whatever is spared. */
interface Kept {
  readonly words: number;
  readonly copies: number;
}

/** A weight stays where it is when all inputs it meets are zero: those of one operation, or of all that share the word. */
function sparedWeights(transfer: Transfer, zeros: number, operations: number): Transfer {
  const moving = (count: number): number => (count === 0 ? 0 : count * (1 - zeros ** (operations / count)));
  return {
    ...transfer,
    words: moving(transfer.words),
    copies: moving(transfer.copies),
    crossings: transfer.crossings.map((crossing) => ({ ...crossing, delivered: moving(crossing.delivered) })),
  };
}

/** Partial sums of one boundary, going down and up. */
function bothWays(transfers: readonly Transfer[], { operand, child }: Transfer): [Transfer, Transfer] {
  const of = (kind: Transfer['kind']) =>
    transfers.find((each) => each.operand === operand && each.child === child && each.kind === kind)!;
  return [of('reload'), of('writeback')];
}

/** Every count beyond `kept` in proportion to `share`. */
function scaled(transfer: Transfer, share: number, kept: Kept): Transfer {
  const scale = (count: number, least: number): number => Math.min(count, least) + Math.max(0, count - least) * share;
  return {
    ...transfer,
    words: scale(transfer.words, kept.words),
    copies: scale(transfer.copies, kept.copies),
    crossings: transfer.crossings.map(({ level, delivered, reduced }, index) => ({
      level,
      delivered: scale(delivered, index === transfer.crossings.length - 1 ? kept.copies : kept.words),
      reduced: scale(reduced, kept.copies - kept.words),
    })),
  };
}
