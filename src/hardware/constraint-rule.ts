import type { Issue } from '../shared/issue.ts';
import type { OperandRole } from '../workload/problem.ts';

export type Dataflow = 'row-stationary' | 'weight-stationary' | 'output-stationary' | 'no-local-reuse';

/** Where a loop stands: in time, or laid out over the columns or rows of the fan-out below a level. */
export type LoopPlace = 'time' | 'x' | 'y';

/** Where something stands in a file. */
export type WrittenAt = Pick<Issue, 'file' | 'line' | 'column' | 'path' | 'sourceLine'>;

/** A name in a constraint. */
export interface WrittenName {
  readonly name: string;
  /** Absent: it was not read from a file. */
  readonly writtenAt?: WrittenAt;
}

/** One limit on mappings, as small as it can be named by itself. */
export interface ConstraintRule {
  /** In a line, as it was meant: `PE: S=all in time`. */
  readonly text: string;
  /** Absent: it was not read from a file. */
  readonly writtenAt?: WrittenAt;
  /** Every dimension it names, as often as it does, each at its own place. Absent: at that of the rule. */
  readonly dimensionsAt?: readonly WrittenName[];
  /** Only layers whose names match one of these; `*` stands for any letters, `?` for one. Absent: all. */
  readonly layers?: readonly string[];
  readonly limit: MapspaceLimit;
}

/** What a rule limits. Dimensions a layer does not have are of size 1; a factor larger than the dimension is all of it. */
export type MapspaceLimit =
  /** The factor of one dimension at one place. */
  | {
      readonly kind: 'factor';
      readonly level: string;
      readonly place: LoopPlace;
      readonly dimension: string;
      readonly relation: '=' | '<=' | '>=';
      readonly factor: number | 'all';
    }
  /** Only these dimensions have loops there. */
  | { readonly kind: 'only'; readonly level: string; readonly place: LoopPlace; readonly dimensions: readonly string[] }
  /** Loops in time that stand inside, or outside, all others; groups outermost first, within a group in any order. */
  | {
      readonly kind: 'order';
      readonly level: string;
      readonly side: 'innermost' | 'outermost';
      readonly groups: readonly (readonly string[])[];
    }
  /** Columns or rows in use at most. */
  | { readonly kind: 'instances'; readonly level: string; readonly axis: 'x' | 'y'; readonly most: number }
  /** Share of the instances below one level (absent: of all units of the array) in use at least, 0…1. */
  | { readonly kind: 'utilisation'; readonly level?: string; readonly share: number }
  /** Instances below a level that share one tile of an operand at most: what its network multicasts to, or adds up from. */
  | { readonly kind: 'shared'; readonly level: string; readonly role: OperandRole; readonly most: number }
  /** What a level must, or must not, keep: operands by name or role. */
  | { readonly kind: 'keep' | 'bypass'; readonly level: string; readonly operand: string }
  | { readonly kind: 'dataflow'; readonly dataflow: Dataflow }
  /** Several at once, under one name. */
  | { readonly kind: 'every'; readonly limits: readonly MapspaceLimit[] };
