import { nearest } from '../../shared/nearest.ts';
import type { Section } from '../../shared/section.ts';

/** A memory or the arithmetic of a Timeloop architecture, outermost first in a list of them. */
export interface TimeloopLevel {
  readonly name: string;
  readonly class: string;
  /** Over the whole architecture, in columns and rows. */
  readonly meshX: number;
  readonly meshY: number;
  readonly wordBits: number;
  /** Words of one access. */
  readonly block: number;
  /** Words that may be filled; Infinity when not limited. */
  readonly words: number;
  /** Words per cycle and instance; Infinity when not limited. */
  readonly readBandwidth: number;
  readonly writeBandwidth: number;
  readonly sharedPort: boolean;
}

export interface TimeloopArchitecture {
  readonly storage: readonly TimeloopLevel[];
  readonly arithmetic: TimeloopLevel;
  /** Components that are neither: their energy is not counted. */
  readonly ignored: readonly string[];
}

/** Timeloop tells what a component is by a part of the name of its class. */
const storageClasses = /DRAM|SRAM|regfile|smartbuffer|storage/;
const computeClasses = /mac|compute|intadder|multiplier/i;
const range = /^(.*?)\[(\d+)\.\.(\d+)\]$/;

/** Walks `subtree` and `local`, from the root to the arithmetic; a range in a name multiplies instances. */
export function readArchitecture(section: Section): TimeloopArchitecture | undefined {
  const storage: TimeloopLevel[] = [];
  const arithmetic: TimeloopLevel[] = [];
  const ignored: string[] = [];
  let node: Section | undefined = section;
  let copies = 1;
  if (section.find('nodes') !== undefined && section.find('subtree') === undefined) {
    const message = 'architectures of tagged nodes (!Component, !Container) are not read';
    section.fault({ code: 'not-supported', message, accepted: 'a tree of subtree and local' });
    return undefined;
  }
  if (section.need('subtree') === undefined) return undefined;
  for (let tree = node.find('subtree'); tree !== undefined; tree = node?.find('subtree')) {
    const branches = tree.list();
    node = branches[0];
    if (branches.length !== 1 || node === undefined) {
      tree.fault({
        code: 'not-supported',
        message: 'a tree has one branch',
        found: `${branches.length}`,
        accepted: 'one',
      });
      return undefined;
    }
    copies *= nameOf(node).count;
    for (const component of node.find('local')?.list() ?? []) {
      const kind = component.find('class')?.text() ?? '';
      if (storageClasses.test(kind)) push(storage, readLevel(component, copies));
      else if (computeClasses.test(kind)) push(arithmetic, readLevel(component, copies));
      else ignored.push(nameOf(component).name);
    }
  }
  return whole(section, { storage, arithmetic, ignored });
}

function push<T>(list: T[], item: T | undefined): void {
  if (item !== undefined) list.push(item);
}

interface Found {
  readonly storage: readonly TimeloopLevel[];
  readonly arithmetic: readonly TimeloopLevel[];
  readonly ignored: readonly string[];
}

function whole(section: Section, { storage, arithmetic, ignored }: Found): TimeloopArchitecture | undefined {
  const [units, ...more] = arithmetic;
  if (storage.length === 0)
    section.fault({
      code: 'missing-key',
      message: 'there is no memory',
      accepted: 'a component of class DRAM, SRAM, regfile, smartbuffer or storage',
    });
  if (units === undefined || more.length > 0) {
    const accepted = 'one component of class intmac, fpmac, mac or compute';
    section.fault({
      code: 'missing-key',
      message: 'there is not exactly one kind of arithmetic',
      found: `${arithmetic.length}`,
      accepted,
    });
  }
  if (storage.length === 0 || units === undefined) return undefined;
  const levels = [...storage, units];
  levels.slice(1).forEach((inner, index) => {
    const outer = levels[index]!;
    const fits = inner.meshX % outer.meshX === 0 && inner.meshY % outer.meshY === 0;
    if (!fits) {
      const found = `${outer.meshX} x ${outer.meshY} and ${inner.meshX} x ${inner.meshY}`;
      section.fault({
        code: 'wrong-value',
        message: `instances of "${inner.name}" cannot be shared out evenly among "${outer.name}"`,
        found,
        accepted: 'meshX and meshY that divide',
      });
    }
  });
  const twice = storage.find(({ name }, index) => storage.findIndex((each) => each.name === name) !== index);
  if (twice !== undefined)
    section.fault({ code: 'duplicate-name', message: `two memories are called "${twice.name}"`, found: twice.name });
  return { storage, arithmetic: units, ignored };
}

function nameOf(section: Section): { readonly name: string; readonly count: number } {
  const text = section.need('name')?.text() ?? '';
  const found = range.exec(text.trim());
  if (found === null) return { name: text.trim(), count: 1 };
  const count = Number(found[3]) - Number(found[2]) + 1;
  if (count >= 1 && count <= 1e9) return { name: found[1]!, count };
  section.fault({
    code: 'wrong-value',
    message: `"${text}" counts no instances`,
    found: text,
    accepted: 'name[first..last]',
  });
  return { name: found[1]!, count: 1 };
}

function readLevel(section: Section, copies: number): TimeloopLevel | undefined {
  const { name, count } = nameOf(section);
  const attributes = section.find('attributes') ?? section;
  const whole = (...keys: string[]) => attributes.find(...keys)?.whole();
  const instances = whole('instances') ?? copies * count;
  const [meshX, meshY] = meshOf(attributes, instances, name);
  const wordBits = whole('word-bits', 'word_bits', 'word_width', 'datawidth') ?? 16;
  const width = whole('width', 'memory_width', 'data_storage_width');
  const cluster = whole('cluster-size', 'cluster_size') ?? 1;
  const block =
    whole('block-size', 'block_size', 'n_words') ?? (width === undefined ? 1 : width / (wordBits * cluster));
  if (!Number.isInteger(block)) {
    attributes.fault({
      code: 'wrong-value',
      message: `the width of "${name}" is no whole number of words`,
      found: `${width} bit, words of ${wordBits} bit`,
      accepted: `a multiple of ${wordBits * cluster}`,
    });
    return undefined;
  }
  const number = (...keys: string[]) => attributes.find(...keys)?.number();
  const halves = number('bandwidth');
  const shared = number('shared_bandwidth');
  const buffering = number('multiple-buffering', 'multiple_buffering') ?? 1;
  return {
    name,
    class: section.find('class')?.text() ?? '',
    meshX,
    meshY,
    wordBits,
    block,
    words: Math.floor(sizeOf(attributes, { block, wordBits }) / Math.max(1, buffering)),
    readBandwidth: shared ?? number('read_bandwidth') ?? (halves ?? Number.POSITIVE_INFINITY) / 2,
    writeBandwidth: shared ?? number('write_bandwidth') ?? (halves ?? Number.POSITIVE_INFINITY) / 2,
    sharedPort: shared !== undefined,
  };
}

/** Words: `depth` counts blocks. */
function sizeOf(attributes: Section, { block, wordBits }: Pick<TimeloopLevel, 'block' | 'wordBits'>): number {
  const entries = attributes.find('entries')?.whole();
  const depth = attributes.find('depth', 'memory_depth', 'data_storage_depth')?.whole();
  const kilobytes = attributes.find('sizeKB')?.whole();
  if (entries !== undefined) return entries;
  if (depth !== undefined) return depth * block;
  return kilobytes === undefined ? Number.POSITIVE_INFINITY : Math.floor((kilobytes * 1024 * 8) / wordBits);
}

function meshOf(attributes: Section, instances: number, name: string): [number, number] {
  const x = attributes.find('meshX')?.whole();
  const y = attributes.find('meshY')?.whole();
  const [meshX, meshY] = [x ?? instances / (y ?? 1), y ?? instances / (x ?? instances)];
  if (meshX * meshY === instances && Number.isInteger(meshX) && Number.isInteger(meshY)) return [meshX, meshY];
  attributes.fault({
    code: 'wrong-value',
    message: `meshX and meshY of "${name}" do not make up its instances`,
    found: `${x ?? '–'} x ${y ?? '–'} of ${instances}`,
    accepted: `a product of ${instances}`,
  });
  return [instances, 1];
}

/** The level a name or number means: numbers count from the innermost memory. */
export function levelOf(section: Section, names: readonly string[]): number | undefined {
  const { value } = section;
  if (typeof value === 'number' && Number.isInteger(value) && value >= 0 && value < names.length)
    return names.length - 1 - value;
  const index = names.indexOf(String(value));
  if (index >= 0) return index;
  const meant = nearest(String(value), names);
  section.fault({
    code: 'unknown-level',
    message: 'there is no memory of this name',
    found: String(value),
    accepted: names.join(', '),
    ...(meant !== undefined && { hint: `did you mean "${meant}"?` }),
  });
  return undefined;
}
