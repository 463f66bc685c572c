import type { BoxStep } from './box-union.ts';

/**
 * Words of one kind of step under the `tile` rule with imperfect factors: every instance's piece is named, and instances
 * that ask for the same piece are served together. Each group lists its choices as [weight, boxes of its instances].
 */
export function pieceWords(groups: readonly (readonly [number, readonly BoxStep[]])[][], holds: boolean): number {
  let words = 0;
  const chosen: (readonly BoxStep[])[] = [];
  const visit = (index: number, weight: number): void => {
    const group = groups[index];
    if (group === undefined) {
      words += weight * distinctPieces(chosen, holds);
      return;
    }
    for (const [each, boxes] of group) {
      chosen[index] = boxes;
      visit(index + 1, weight * each);
    }
  };
  visit(0, 1);
  return words;
}

function distinctPieces(groups: readonly (readonly BoxStep[])[], holds: boolean): number {
  const pieces = new Map<string, number>();
  const parts: BoxStep[] = [];
  const visit = (index: number): void => {
    const group = groups[index];
    if (group === undefined) {
      const piece = pieceOf(parts, holds);
      if (piece.size > 0) pieces.set(piece.name, piece.size);
      return;
    }
    const boxes = group[0]?.start.length === 0 ? group.slice(0, 1) : group;
    for (const box of boxes) {
      parts[index] = box;
      visit(index + 1);
    }
  };
  visit(0);
  let words = 0;
  for (const size of pieces.values()) words += size;
  return words;
}

/** What an instance fetches: nothing if it stayed, a slab if it moved along one rank, else the whole tile. */
function pieceOf(parts: readonly BoxStep[], holds: boolean): { name: string; size: number } {
  let moved = 0;
  let volume = 1;
  let overlap = 1;
  const whole: string[] = [];
  const slab: string[] = [];
  for (const part of parts) {
    part.start.forEach((start, r) => {
      const [end, oldStart, oldEnd] = [part.end[r] as number, part.oldStart[r] as number, part.oldEnd[r] as number];
      const [from, to] = [Math.max(start, oldStart), Math.min(end, oldEnd)];
      volume *= end - start;
      overlap *= Math.max(0, to - from);
      whole.push(`${start}:${end};`);
      if (start === oldStart && end === oldEnd) slab.push(`${start}:${end};`);
      else {
        moved += 1;
        slab.push((start < from ? `${start}:${from};` : '') + (to < end ? `${to}:${end};` : ''));
      }
    });
  }
  if (!holds || overlap === 0 || moved > 1) return { name: whole.join(), size: volume };
  return { name: slab.join(), size: moved === 0 ? 0 : volume - overlap };
}
