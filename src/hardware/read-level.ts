import type { Path } from '../shared/path-text.ts';
import type { Memory, MemoryLevel, Network } from './hardware.ts';
import { readComponent } from './read-component.ts';
import { type MemoryFile, readMemory } from './read-memory.ts';
import type { HardwareFile } from './schema.ts';
import type { SpecReader } from './spec-reader.ts';

type LevelFile = HardwareFile['levels'][number];

export interface LevelPlace {
  readonly index: number;
  readonly clockMhz: number;
}

/** One level with defaults filled. */
export function readLevel(reader: SpecReader, file: LevelFile, place: LevelPlace): MemoryLevel {
  const path: Path = ['levels', place.index];
  const fanout = (axis: 'x' | 'y') =>
    reader.positiveWhole([...path, 'fanout', axis], 'count', file.fanout?.[axis] ?? 1);
  return {
    name: file.name,
    memories: readMemories(reader, file, place),
    fanout: { x: fanout('x'), y: fanout('y') },
    network: readNetwork(reader, file, [...path, 'network']),
  };
}

const ownMemoryKeys = ['capacity', 'word', 'block', 'bandwidth', 'doubleBuffered', 'encoding', 'component'] as const;

function readMemories(reader: SpecReader, file: LevelFile, { index, clockMhz }: LevelPlace): readonly Memory[] {
  const path: Path = ['levels', index];
  const outermost = index === 0;
  if (file.memories !== undefined) {
    reportKeys(reader, file, { path, keys: ['keeps', ...ownMemoryKeys], reason: 'cannot stand beside "memories"' });
    return file.memories.map((memory, each) => {
      const place = { path: [...path, 'memories', each], name: `${file.name}.${memory.name}`, outermost, clockMhz };
      return readMemory(reader, memory, place);
    });
  }
  if (file.keeps === undefined) {
    reportKeys(reader, file, { path, keys: ownMemoryKeys, reason: 'describes a memory, but "keeps" is missing' });
    return [];
  }
  const { keeps, word, component } = file;
  for (const key of ['word', 'component'] as const) {
    if (file[key] === undefined) {
      const accepted = key === 'word' ? 'a size, such as 16 bit' : '{ use: <row of the component library> }';
      reader.report([...path, key], { code: 'missing-key', message: `"${key}" is missing`, accepted });
    }
  }
  if (word === undefined || component === undefined) return [];
  const memory: MemoryFile = { ...file, keeps, word, component };
  return [readMemory(reader, memory, { path, name: file.name, outermost, clockMhz })];
}

interface UnwantedKeys {
  readonly path: Path;
  readonly keys: readonly (keyof LevelFile)[];
  readonly reason: string;
}

function reportKeys(reader: SpecReader, file: LevelFile, { path, keys, reason }: UnwantedKeys): void {
  for (const key of keys) {
    if (file[key] === undefined) continue;
    const accepted = 'either keeps, word, … for one memory, or a list of memories';
    reader.report([...path, key], { code: 'conflicting-keys', message: `"${key}" ${reason}`, accepted, at: 'key' });
  }
}

function readNetwork(reader: SpecReader, file: LevelFile, path: Path): Network {
  const { multicast = true, reduction = true, component } = file.network ?? {};
  const casts = (role: 'W' | 'I' | 'O') => (typeof multicast === 'boolean' ? multicast : multicast.includes(role));
  return {
    multicast: { W: casts('W'), I: casts('I'), O: casts('O') },
    reduction,
    ...(component !== undefined && {
      component: readComponent(reader, component, { path: [...path, 'component'], kind: 'network' }),
    }),
  };
}
