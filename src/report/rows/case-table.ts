import type { Issue } from '../../shared/issue.ts';
import type { CaseSummary, ComponentRow } from '../../study/sweep/case-summary.ts';
import type { SweepAxis } from '../../study/sweep/expand-sweep.ts';
import type { SweepValue } from '../../study/sweep/read-axis.ts';
import type { RowColumn } from './row-table.ts';

/** A case of a sweep of many. */
export interface SummarisedCase {
  readonly index: number;
  readonly label: string;
  readonly values: Readonly<Record<string, SweepValue>>;
  /** null: the case has no answer. */
  readonly summary: CaseSummary | null;
  readonly reasons: readonly Issue[];
}

type Cell = string | number | null;

/** A column whose type does not depend on the rows at hand: files are written some cases at a time. */
export interface TableColumn<Row> extends Omit<RowColumn, 'values'> {
  readonly nullable: boolean;
  readonly of: (row: Row) => Cell;
}

export type ComponentOfCase = SummarisedCase & { readonly row: ComponentRow };

/** One row per case: the values of the axes, totals, or why there are none. */
export function caseTable(axes: readonly SweepAxis[]): readonly TableColumn<SummarisedCase>[] {
  const figure = (name: string, description: string, unit: string, of: (summary: CaseSummary) => number | null) => {
    const column = { name, type: 'number' as const, description, nullable: true };
    return { ...column, ...(unit !== '' && { unit }), of: cellOf(of) };
  };
  return [
    ...front(axes),
    figure('energy_pj', 'energy of the whole network', 'pJ', (each) => each.energyPj),
    figure('cycles', 'cycles of the whole network', 'cycles', (each) => each.cycles),
    figure('latency_ms', 'time of the whole network', 'ms', (each) => each.latencyMs),
    figure('area_um2', 'area of the components whose area is known', 'µm²', (each) => each.areaUm2),
    figure('area_complete', '1: the area of every component is known', '', (each) => Number(each.areaComplete)),
    figure('weights_pj', 'moving, decoding and looking up weights', 'pJ', (each) => each.weightsPj),
    figure('weight_bits', 'compressed layers as stored', 'bit', ({ compression }) => compression?.bitsAfter ?? null),
    figure('dense_bits', 'compressed layers at 32 bit', 'bit', ({ compression }) => compression?.bitsBefore ?? null),
    figure('warnings', 'warnings of the case', '', (each) => each.warnings.reduce((sum, [, times]) => sum + times, 0)),
    {
      name: 'reason',
      type: 'text',
      description: 'why the case has no answer',
      nullable: true,
      of: ({ reasons }) => reasons[0]?.message ?? null,
    },
  ];
}

/** One row per case × component × action × operand × width, all layers together. */
export function componentTable(axes: readonly SweepAxis[]): readonly TableColumn<ComponentOfCase>[] {
  const column = (name: string, description: string, of: (row: ComponentRow) => string | number, unit?: string) => ({
    name,
    type: unit === undefined ? ('text' as const) : ('number' as const),
    description,
    nullable: false,
    ...(unit !== undefined && { unit }),
    of: ({ row }: ComponentOfCase) => of(row),
  });
  return [
    ...front(axes),
    column('component', 'memory, network, array or unit', (row) => row.component),
    column('component_class', 'dram, memory, network, compute or static', (row) => row.componentClass),
    column('action', 'what the component does', (row) => row.action),
    column('operand', 'operand that is moved; - where there is none', (row) => row.operand),
    column('bits_per_action', 'bits one action moves or computes on', (row) => row.bitsPerAction, 'bit'),
    column('count', 'how often, all layers together', (row) => row.count, 'words, operations or cycles'),
    column('energy_pj', 'energy of all of them', (row) => row.energyPj, 'pJ'),
  ];
}

export function componentsOf(cases: readonly SummarisedCase[]): readonly ComponentOfCase[] {
  return cases.flatMap((each) => (each.summary?.components ?? []).map((row) => ({ ...each, row })));
}

function cellOf(of: (summary: CaseSummary) => number | null): (each: SummarisedCase) => number | null {
  return ({ summary }) => (summary === null ? null : of(summary));
}

/** The place of the case, and what the axes stand at: numbers where all values are, else text. */
function front(axes: readonly SweepAxis[]): readonly TableColumn<SummarisedCase>[] {
  const place: TableColumn<SummarisedCase> = {
    name: 'case',
    type: 'number',
    description: 'place of the case in the sweep, from 0',
    nullable: false,
    of: ({ index }) => index,
  };
  const own = axes.map(({ path, values }): TableColumn<SummarisedCase> => {
    const isNumber = values.every((value) => typeof value === 'number');
    const of = ({ values: given }: SummarisedCase): Cell => {
      const value = given[path] ?? null;
      return value === null || isNumber ? (value as number | null) : String(value);
    };
    const description = 'value of this key of the scenario in the case';
    return { name: path, type: isNumber ? 'number' : 'text', description, nullable: true, of };
  });
  return [place, ...own];
}
