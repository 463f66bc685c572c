import { conventions } from '../../dataflow/conventions/index.ts';
import { loadActivity } from '../../files/load-activity.ts';
import { loadHardware } from '../../files/load-hardware.ts';
import { loadLibrary } from '../../files/load-library.ts';
import { loadWorkload } from '../../files/load-workload.ts';
import { InputError, type Issue } from '../../shared/issue.ts';
import { attempt } from '../../study/attempt.ts';
import { countLayer } from '../../study/count-layer.ts';
import { unknownInSpec } from '../../study/with-limits.ts';
import { withZeros } from '../../workload/import/activity/with-zeros.ts';
import { atOption } from '../at-option.ts';
import { findLayer } from '../find-layer.ts';
import { OptionFaults } from '../option-faults.ts';
import { readMapping } from '../read-mapping.ts';
import type { Terminal } from '../terminal.ts';
import { countText } from './count-text.ts';

interface CountOptions {
  readonly hardware: string;
  readonly workload: string;
  readonly mapping: string;
  readonly layer?: string;
  readonly convention: string;
  readonly activity?: string;
  readonly batch?: string;
  readonly inputShape: readonly string[];
  readonly json?: boolean;
}

/** `kjoule count`: one layer under one mapping. */
export async function count(options: CountOptions, terminal: Terminal): Promise<void> {
  const faults = new OptionFaults();
  const batch = options.batch === undefined ? undefined : faults.count('--batch', options.batch, 1);
  const inputShapes = faults.shapes('--input-shape', options.inputShape);
  const names = conventions.map(({ name }) => name);
  const conventionName = faults.oneOf('--convention', options.convention, names);
  const issues: Issue[] = faults.issues;
  const { cwd } = terminal;
  const place = { cwd, folder: cwd };
  const library = await loadLibrary(cwd);
  const hardware = await attempt(issues, () => loadHardware(options.hardware, place, library), atOption('--hardware'));
  const shapes = await attempt(
    issues,
    () =>
      loadWorkload(options.workload, place, {
        ...(batch !== undefined && { batch }),
        ...(inputShapes && { inputShapes }),
      }),
    atOption('--workload'),
  );
  const { activity: table } = options;
  const activity = table && (await attempt(issues, () => loadActivity(table, place), atOption('--activity')));
  const workload = shapes && (activity ? await attempt(issues, () => withZeros(shapes, activity)) : shapes);
  const layer = workload && (await attempt(issues, () => findLayer(workload.layers, options.layer, workload.name)));
  const mapping = await attempt(issues, () => readMapping(options.mapping, terminal), atOption('--mapping'));
  if (hardware && workload) issues.push(...unknownInSpec(hardware, workload));
  const convention = conventions.find(({ name }) => name === conventionName) ?? conventions[0]!;
  if (!hardware || !workload || !layer || !mapping) throw new InputError(issues);
  const counted = await attempt(issues, () =>
    countLayer({ workload, layer, hardware, library, convention, mapping }),
  ).catch((error: unknown) => {
    // A question that is not sound has no answer to miss.
    if (issues.length === 0) throw error;
  });
  if (issues.length > 0 || !counted) throw new InputError(issues);
  terminal.out(options.json === true ? `${JSON.stringify(counted, null, 2)}\n` : countText(counted, terminal));
}
