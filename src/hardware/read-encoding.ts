import type { Path } from '../shared/path-text.ts';
import type { MapEncoding, Memory } from './hardware.ts';
import type { HardwareFile } from './schema.ts';
import type { SpecReader } from './spec-reader.ts';

type LevelFile = HardwareFile['levels'][number];
type EncodingFile = NonNullable<LevelFile['encoding']>;
type CodeFile = NonNullable<EncodingFile['I']>;

interface EncodingPlace {
  /** Of the memory. */
  readonly path: Path;
  readonly outermost: boolean;
}

/** How a memory stores maps with zeros in them. Outputs are final in the outermost memory, and partial sums are not coded. */
export function readEncoding(
  reader: SpecReader,
  { keeps = [], encoding }: Pick<LevelFile, 'keeps'> & { readonly encoding: EncodingFile },
  place: EncodingPlace,
): NonNullable<Memory['encoding']> {
  const path = [...place.path, 'encoding'];
  const codes = (['I', 'O'] as const).flatMap((role) => {
    const file = encoding[role];
    if (file === undefined) return [];
    if (!keeps.includes(role)) {
      const message = `the memory does not keep ${role}`;
      reader.report([...path, role], { code: 'role-not-kept', message, at: 'key', accepted: keeps.join(', ') });
    } else if (role === 'O' && !place.outermost) {
      const message = 'outputs are coded once they are final, and they are final in the outermost memory only';
      reader.report([...path, role], { code: 'conflicting-keys', message, at: 'key', accepted: 'I' });
    }
    return [[role, readCode(reader, file, [...path, role])] as const];
  });
  return Object.fromEntries(codes);
}

const runLengthKeys = ['run', 'word', 'pairsPerWord'] as const;

function readCode(reader: SpecReader, file: CodeFile, path: Path): MapEncoding {
  if (file.code === 'rlc') return readRunLengthCode(reader, file, path);
  // What is neither was reported by the schema.
  for (const key of runLengthKeys.filter((each) => file.code === 'bitmap' && file[each] !== undefined)) {
    const message = `a bitmap has no "${key}"`;
    reader.report([...path, key], { code: 'conflicting-keys', message, at: 'key', accepted: 'code: rlc' });
  }
  return { code: 'bitmap' };
}

function readRunLengthCode(reader: SpecReader, file: CodeFile, path: Path): MapEncoding {
  const size = (key: 'run' | 'word'): number => {
    const text = file[key];
    if (text !== undefined) return reader.positiveWhole([...path, key], 'bits', text);
    const fault = { code: 'missing-key', message: `code: rlc needs "${key}"`, accepted: 'a size, such as 5 bit' };
    reader.report([...path, key], fault);
    return Number.NaN;
  };
  const [runBits, codeWordBits] = [size('run'), size('word')];
  const { pairsPerWord: text } = file;
  const pairsPerWord = text === undefined ? 1 : reader.positiveWhole([...path, 'pairsPerWord'], 'count', text);
  // A pair is a run and at least one bit.
  if (pairsPerWord * (runBits + 1) > codeWordBits) {
    const found = `${pairsPerWord} of more than ${runBits} bit in ${codeWordBits} bit`;
    reader.report([...path, 'word'], { code: 'too-small', message: 'a word does not hold its pairs', found });
  }
  return { code: 'rlc', runBits, codeWordBits, ...(text !== undefined && { pairsPerWord }) };
}
