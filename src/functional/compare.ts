import type { Transfer } from '../dataflow/transfer.ts';
import type { HardwareSpec } from '../hardware/hardware.ts';
import { wrap } from './accumulator.ts';
import type { OutputComparison, TransferComparison, TransferWords } from './functional-result.ts';

/** Holds executed outputs against exact ones, modulo the width of the accumulator. */
export function compareOutputs(
  found: Float64Array,
  exact: Float64Array,
  accumulator: { readonly bits: number; readonly overflows: number },
): OutputComparison {
  let mismatches = 0;
  let beyondRange = 0;
  let firstMismatch: OutputComparison['firstMismatch'] = null;
  for (let index = 0; index < exact.length; index += 1) {
    const expected = wrap(exact[index]!, accumulator.bits);
    if (expected !== exact[index]) beyondRange += 1;
    if (expected === found[index]) continue;
    mismatches += 1;
    firstMismatch ??= { index, expected, found: found[index] ?? Number.MIN_SAFE_INTEGER };
  }
  mismatches += Math.abs(found.length - exact.length);
  return { compared: exact.length, mismatches, firstMismatch, overflows: accumulator.overflows, beyondRange };
}

/** Pairs what was counted with what the analytic model says, boundary by boundary. */
export function compareTransfers(
  counted: readonly Transfer[],
  analytic: readonly Transfer[],
  hardware: HardwareSpec,
): TransferComparison[] {
  const name = (level: number): string => hardware.levels[level]?.name ?? hardware.mac.name;
  return analytic.map((expected) => {
    const { operand, kind, parent, child } = expected;
    const found = counted.find(
      (each) => each.operand === operand && each.kind === kind && each.parent === parent && each.child === child,
    );
    const [from, to] = kind === 'writeback' ? [name(child), name(parent)] : [name(parent), name(child)];
    const both = { counted: wordsOf(found), analytic: wordsOf(expected) };
    return { operand, kind, from, to, ...both, equal: JSON.stringify(both.counted) === JSON.stringify(both.analytic) };
  });
}

function wordsOf(transfer: Transfer | undefined): TransferWords {
  if (transfer === undefined) return { words: 0, copies: 0, finalWords: 0, delivered: [], reduced: [] };
  const { words, copies, finalWords, crossings } = transfer;
  return {
    words,
    copies,
    finalWords,
    delivered: crossings.map((crossing) => crossing.delivered),
    reduced: crossings.map((crossing) => crossing.reduced),
  };
}
