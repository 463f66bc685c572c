/** A box over a few ranks, `[start, end)` per rank, with the box held before (null: none). */
export interface BoxStep {
  readonly start: readonly number[];
  readonly end: readonly number[];
  readonly oldStart: readonly number[];
  readonly oldEnd: readonly number[];
}

/** Elements in the union of all boxes, and of those, how many some instance did not hold before. */
export function unionVolumes(boxes: readonly BoxStep[]): { readonly all: number; readonly fresh: number } {
  const first = boxes[0];
  if (first === undefined) return { all: 0, fresh: 0 };
  if (first.start.length === 0) return { all: 1, fresh: 0 };
  return first.start.length === 1 ? lineUnion(boxes) : sweep(boxes, 0, first.start.length);
}

/** One rank: intervals sorted by their start. */
function lineUnion(boxes: readonly BoxStep[]): { all: number; fresh: number } {
  const all: [number, number][] = [];
  const fresh: [number, number][] = [];
  for (const box of boxes) {
    const [start, end] = [box.start[0] as number, box.end[0] as number];
    const [oldStart, oldEnd] = [box.oldStart[0] as number, box.oldEnd[0] as number];
    all.push([start, end]);
    if (oldEnd <= start || oldStart >= end) fresh.push([start, end]);
    else {
      if (start < oldStart) fresh.push([start, oldStart]);
      if (oldEnd < end) fresh.push([oldEnd, end]);
    }
  }
  return { all: unionLength(all), fresh: unionLength(fresh) };
}

function unionLength(intervals: [number, number][]): number {
  intervals.sort((a, b) => a[0] - b[0]);
  let length = 0;
  let reached = Number.NEGATIVE_INFINITY;
  for (const [start, end] of intervals) {
    if (end <= reached) continue;
    length += end - Math.max(start, reached);
    reached = end;
  }
  return length;
}

/** Sweeps rank by rank over the coordinates where something begins or ends. */
function sweep(
  boxes: readonly BoxStep[],
  rank: number,
  ranks: number,
  heldBefore: readonly boolean[] = boxes.map(() => true),
): { all: number; fresh: number } {
  const cuts = new Set<number>();
  for (const box of boxes) {
    for (const cut of [box.start[rank], box.end[rank], box.oldStart[rank], box.oldEnd[rank]]) cuts.add(cut as number);
  }
  const ordered = [...cuts].sort((a, b) => a - b);
  let all = 0;
  let fresh = 0;
  for (let i = 0; i + 1 < ordered.length; i += 1) {
    const from = ordered[i] as number;
    const width = (ordered[i + 1] as number) - from;
    const inside: BoxStep[] = [];
    const held: boolean[] = [];
    boxes.forEach((box, index) => {
      if ((box.start[rank] as number) <= from && from < (box.end[rank] as number)) {
        inside.push(box);
        held.push(
          (heldBefore[index] as boolean) &&
            (box.oldStart[rank] as number) <= from &&
            from < (box.oldEnd[rank] as number),
        );
      }
    });
    if (inside.length === 0) continue;
    if (rank + 1 === ranks) {
      all += width;
      if (held.includes(false)) fresh += width;
    } else {
      const below = sweep(inside, rank + 1, ranks, held);
      all += width * below.all;
      fresh += width * below.fresh;
    }
  }
  return { all, fresh };
}
