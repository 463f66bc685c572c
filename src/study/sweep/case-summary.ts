import type { ComponentClass, RunResult } from '../../cost/result.ts';

/** What a sweep of many cases keeps of each: totals, and where the energy goes over all layers. */
export interface CaseSummary {
  /** Inferences of the run: of all of them are the figures below. */
  readonly batch: number;
  readonly energyPj: number;
  readonly cycles: number;
  readonly latencyMs: number;
  /** Of the components whose area is known. */
  readonly areaUm2: number;
  readonly areaComplete: boolean;
  /** Moving, decoding and looking up weights; not the arithmetic. */
  readonly weightsPj: number;
  /** Bits of the compressed layers' weights; null without compression. */
  readonly compression: { readonly bitsBefore: number; readonly bitsAfter: number; readonly assumed: boolean } | null;
  readonly components: readonly ComponentRow[];
  /** Codes of the warnings, and how often each was told. */
  readonly warnings: readonly (readonly [code: string, times: number])[];
}

/** One action of one component on one operand, all layers together. */
export interface ComponentRow {
  readonly component: string;
  readonly componentClass: ComponentClass;
  readonly action: string;
  readonly operand: string;
  readonly bitsPerAction: number;
  readonly count: number;
  readonly energyPj: number;
}

/** Sums of energies are exact: all of them stand on one grid (assumption A7). */
export function summarise({ workload, totals, compression, rows, warnings }: RunResult): CaseSummary {
  const components = new Map<string, { -readonly [Key in keyof ComponentRow]: ComponentRow[Key] }>();
  for (const { component, componentClass, action, operand, bitsPerAction, count, energyPj } of rows) {
    const key = `${component}\n${action}\n${operand}\n${bitsPerAction}`;
    const known = components.get(key);
    if (known === undefined)
      components.set(key, { component, componentClass, action, operand, bitsPerAction, count, energyPj });
    else {
      known.count += count;
      known.energyPj += energyPj;
    }
  }
  const codes = new Map<string, number>();
  for (const { code } of warnings) codes.set(code, (codes.get(code) ?? 0) + 1);
  const weights = rows.filter(({ operand }) => operand === 'W' || operand === 'codebook');
  const { energyPj, cycles, latencyMs, areaUm2, areaComplete } = totals;
  return {
    batch: workload.batch,
    energyPj,
    cycles,
    latencyMs,
    areaUm2,
    areaComplete,
    weightsPj: weights.reduce((sum, row) => sum + row.energyPj, 0),
    compression: compression && {
      bitsBefore: compression.bitsBefore,
      bitsAfter: compression.bitsAfter,
      assumed: compression.assumed,
    },
    components: [...components.values()],
    warnings: [...codes],
  };
}
