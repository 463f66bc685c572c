import type { Nest, NestOperand } from '../dataflow/nest.ts';
import type { Instances } from './instances.ts';
import { type MergePoint, mergePoints } from './merge-point.ts';
import { VisitKeys } from './visit-keys.ts';

/** Counts the partial sums that cross one boundary, as they move. */
export class SumTally {
  readonly points: readonly MergePoint[];
  readonly keys: VisitKeys;
  /** Whether every network on the way adds. */
  readonly reduces: boolean;
  /** Words going up at each merge point: written to the parent first, leaving the children last. */
  readonly up: Float64Array;
  /** Words the parent reads: to hand them down, or to add to them. */
  reloads = 0;
  /** Words handed back down. */
  handedDown = 0;
  /** Words that arrive at a child that had them before. */
  returns = 0;
  /** Words the parent is given for the first time. */
  firsts = 0;
  /** Per merge point: the last step in which a group moved a tile. */
  readonly #movedIn: readonly Int32Array[];
  #step = 0;

  constructor(
    nest: Nest,
    operand: NestOperand,
    boundary: { readonly parent: number; readonly child: number; readonly instances: Instances },
  ) {
    const { parent, child, instances } = boundary;
    this.points = mergePoints(instances, { operand, parent, child });
    this.keys = new VisitKeys(nest, operand, boundary);
    this.reduces = !operand.merges.slice(parent, child).includes(false);
    this.up = new Float64Array(this.points.length);
    this.#movedIn = this.points.map((point) => new Int32Array(point.groups));
  }

  startStep(): void {
    this.#step += 1;
  }

  /** Instances whose sums are added on the way hand them over together: also one that idles while others of its group leave. */
  joinHolders(leaves: Uint8Array, held: Uint8Array): void {
    this.startStep();
    const [moved] = this.#movedIn as [Int32Array];
    for (let instance = 0; instance < leaves.length; instance += 1) {
      if (leaves[instance] === 1) moved[this.#slot(0, instance)] = this.#step;
    }
    for (let instance = 0; instance < leaves.length; instance += 1) {
      if (held[instance] === 1 && moved[this.#slot(0, instance)] === this.#step) leaves[instance] = 1;
    }
  }

  /** Counts a tile of so many words on its way up; true when it replaces what the parent has, false when it is added to it. */
  goUp(instance: number, key: number, words: number): boolean {
    if (!this.#count(instance, words)) return false;
    const first = this.keys.firstAtParent(instance, key);
    if (first) this.firsts += words;
    else if (!this.reduces) this.reloads += words;
    return first || this.reduces;
  }

  /** Counts a tile of so many words that arrives; true when the parent hands down what it has. */
  comeDown(instance: number, key: number, words: number): boolean {
    if (!this.keys.firstAtChild(instance, key)) this.returns += words;
    if (!this.reduces) return false;
    const slot = this.#slot(0, instance);
    const [moved] = this.#movedIn as [Int32Array];
    if (moved[slot] === this.#step || !this.keys.knownAtParent(instance, key)) return false;
    moved[slot] = this.#step;
    this.reloads += words;
    this.handedDown += words;
    return true;
  }

  /** Sums that the arithmetic reads, adds to and writes back: one for each unit at work, down and up in one step. */
  touch(units: Int32Array, count: number, key: number): void {
    this.startStep();
    for (let index = 1; index < this.points.length; index += 1) {
      this.up[index]! += this.points[index]!.single ? count : this.#distinct(index, units, count);
    }
    const { groupOf, single } = this.points[0]!;
    const moved = this.#movedIn[0]!;
    for (let at = 0; at < count; at += 1) {
      const unit = units[at]!;
      if (!this.keys.firstAtChild(unit, key)) this.returns += 1;
      if (!single && moved[groupOf[unit]!] === this.#step) continue;
      moved[groupOf[unit]!] = this.#step;
      this.up[0]! += 1;
      if (this.keys.firstAtParent(unit, key)) this.firsts += 1;
      else this.reloads += 1;
    }
    if (this.reduces) this.handedDown = this.reloads;
  }

  #distinct(index: number, units: Int32Array, count: number): number {
    const { groupOf } = this.points[index]!;
    const moved = this.#movedIn[index]!;
    let groups = 0;
    for (let at = 0; at < count; at += 1) {
      const group = groupOf[units[at]!]!;
      if (moved[group] === this.#step) continue;
      moved[group] = this.#step;
      groups += 1;
    }
    return groups;
  }

  /** Adds the words at every merge point its group has not moved them through in this step; true at the parent's. */
  #count(instance: number, words: number): boolean {
    let atParent = false;
    for (let index = 0; index < this.points.length; index += 1) {
      const moved = this.#movedIn[index]!;
      const slot = this.#slot(index, instance);
      if (moved[slot] === this.#step) continue;
      moved[slot] = this.#step;
      this.up[index]! += words;
      if (index === 0) atParent = true;
    }
    return atParent;
  }

  #slot(index: number, instance: number): number {
    return this.points[index]!.groupOf[instance]!;
  }
}
