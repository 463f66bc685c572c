import type { Path } from '../shared/path-text.ts';
import type { Memory } from './hardware.ts';
import { readComponent } from './read-component.ts';
import { readEncoding } from './read-encoding.ts';
import type { HardwareFile } from './schema.ts';
import type { SpecReader } from './spec-reader.ts';

type LevelFile = HardwareFile['levels'][number];
export type MemoryFile = NonNullable<LevelFile['memories']>[number];

export interface MemoryPlace {
  readonly path: Path;
  /** Name in results. */
  readonly name: string;
  /** Only the outermost level may be without end. */
  readonly outermost: boolean;
  readonly clockMhz: number;
}

/** One memory with defaults filled; reports sizes that cannot be. */
export function readMemory(reader: SpecReader, file: MemoryFile, place: MemoryPlace): Memory {
  const { path, name } = place;
  const wordBits = reader.positiveWhole([...path, 'word'], 'bits', file.word);
  const blockBits = file.block === undefined ? wordBits : readBlock(reader, file.block, { path, wordBits });
  return {
    name,
    roles: file.keeps,
    capacityBits: readCapacity(reader, file, { ...place, wordBits }),
    ...(file.capacity !== undefined && { writtenAt: reader.placeOf([...path, 'capacity']) }),
    wordBits,
    blockBits,
    ...readBandwidth(reader, file, place),
    doubleBuffered: file.doubleBuffered ?? false,
    ...(file.encoding !== undefined && { encoding: readEncoding(reader, { ...file, encoding: file.encoding }, place) }),
    component: readComponent(reader, file.component, {
      path: [...path, 'component'],
      kind: 'memory',
      actionBits: blockBits,
    }),
  };
}

function readBlock(reader: SpecReader, block: string | number, { path, wordBits }: { path: Path; wordBits: number }) {
  const blockBits = reader.positiveWhole([...path, 'block'], 'bits', block);
  const found = `${blockBits} bit`;
  const accepted = `a whole number of ${wordBits}-bit words`;
  if (blockBits < wordBits) {
    const message = 'a block is narrower than a word';
    reader.report([...path, 'block'], { code: 'too-small', message, found, accepted });
  } else if (blockBits % wordBits > 0) {
    const message = 'a block is not a whole number of words';
    reader.report([...path, 'block'], { code: 'not-a-multiple', message, found, accepted });
  }
  return blockBits;
}

function readCapacity(reader: SpecReader, file: MemoryFile, place: MemoryPlace & { wordBits: number }): number {
  const path = [...place.path, 'capacity'];
  if (file.capacity === undefined) {
    if (place.outermost) return Number.POSITIVE_INFINITY;
    const message = 'only the outermost level may be without a capacity';
    reader.report(path, { code: 'missing-key', message, accepted: 'a size, such as 108 KiB' });
    return Number.NaN;
  }
  const capacityBits = reader.positiveWhole(path, 'bits', file.capacity);
  const least = place.wordBits * (file.doubleBuffered === true ? 2 : 1);
  if (capacityBits < least) {
    const message = file.doubleBuffered === true ? 'each half must hold a word' : 'the memory cannot hold one word';
    reader.report(path, {
      code: 'too-small',
      message,
      found: `${capacityBits} bit`,
      accepted: `at least ${least} bit`,
    });
  }
  return capacityBits;
}

type Ports = Pick<Memory, 'readBitsPerCycle' | 'writeBitsPerCycle' | 'sharedPort'>;

function readBandwidth(reader: SpecReader, file: MemoryFile, place: MemoryPlace): Ports {
  const { bandwidth = {} } = file;
  const path = [...place.path, 'bandwidth'];
  if (typeof bandwidth !== 'object') {
    const both = readRate(reader, bandwidth, { path, clockMhz: place.clockMhz });
    return { readBitsPerCycle: both, writeBitsPerCycle: both, sharedPort: true };
  }
  const rate = (key: 'read' | 'write') => {
    const text = bandwidth[key];
    if (text === undefined) return Number.POSITIVE_INFINITY;
    return readRate(reader, text, { path: [...path, key], clockMhz: place.clockMhz });
  };
  return { readBitsPerCycle: rate('read'), writeBitsPerCycle: rate('write'), sharedPort: false };
}

/** `64 bit/cycle`, or `25.6 GB/s` at the core clock. */
function readRate(reader: SpecReader, text: string | number, { path, clockMhz }: { path: Path; clockMhz: number }) {
  const perSecond = reader.units.read(text, 'bitsPerSecond');
  if (typeof perSecond === 'number') return reader.positive(path, 'bitsPerSecond', text) / (clockMhz * 1e6);
  return reader.positive(path, 'bitsPerCycle', text);
}
