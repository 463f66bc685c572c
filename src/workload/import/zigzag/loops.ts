import type { Section } from '../../../shared/section.ts';
import type { Dimension } from '../../problem.ts';

/** Loop dimensions of ZigZag under the names mappings and constraints use here. */
const names: Readonly<Record<string, string>> = {
  B: 'N',
  G: 'G',
  K: 'M',
  C: 'C',
  OY: 'P',
  OX: 'Q',
  FY: 'R',
  FX: 'S',
};

export interface Loops {
  readonly dimensions: readonly Dimension[];
  /** By the index of an equation, in small letters. */
  readonly byIndex: ReadonlyMap<string, string>;
}

/** `loop_dims` and `loop_sizes`; `batch` stands in for B. Undefined once a fault is reported. */
export function readLoops(layer: Section, batch: number | undefined): Loops | undefined {
  const dims = layer.need('loop_dims')?.list();
  const sizes = layer.need('loop_sizes')?.list();
  if (dims === undefined || sizes === undefined) return undefined;
  if (dims.length !== sizes.length) {
    const message = 'there are not as many loop sizes as loop dimensions';
    layer.find('loop_sizes')!.fault({
      code: 'size-mismatch',
      message,
      found: `${sizes.length}`,
      accepted: `${dims.length}`,
    });
    return undefined;
  }
  const given = dims.map((each) => each.text()?.toUpperCase() ?? '');
  const dimensions: Dimension[] = [];
  const byIndex = new Map<string, string>();
  for (const [index, name] of given.entries()) {
    const size = sizes[index]!.whole() ?? 1;
    if (!/^[A-Z_]\w*$/.test(name)) {
      const accepted = 'letters, digits and _, not starting with a digit';
      dims[index]!.fault({
        code: 'dimension-name',
        message: 'this name cannot stand in an index',
        found: name,
        accepted,
      });
    } else if (byIndex.has(name.toLowerCase())) {
      dims[index]!.fault({ code: 'duplicate-name', message: 'a dimension above has this name', found: name });
    } else {
      const ours = ownName(name, given);
      dimensions.push({ name: ours, size: name === 'B' ? (batch ?? size) : size });
      byIndex.set(name.toLowerCase(), ours);
    }
  }
  return { dimensions, byIndex };
}

/** D, the rows of a matrix, is P where there are no output rows. A name that would be used twice stays as it is. */
function ownName(name: string, given: readonly string[]): string {
  const ours = name === 'D' && !given.includes('OY') ? 'P' : Object.hasOwn(names, name) ? names[name]! : name;
  return ours !== name && given.includes(ours) ? name : ours;
}
