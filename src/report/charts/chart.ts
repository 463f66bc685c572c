import type { TopLevelSpec } from 'vega-lite';

/** A figure of the report: `<name>.vl.json`, `<name>.svg`, `<name>.png`. */
export interface Chart {
  /** Fit for a file name. */
  readonly name: string;
  readonly title: string;
  /** Which run this is, and what the picture leaves out. */
  readonly subtitle: readonly string[];
  /** Data inline; needs nothing but Vega-Lite to draw. */
  readonly spec: TopLevelSpec;
}
