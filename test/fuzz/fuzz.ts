import { InputError, NoAnswerError } from '../../src/shared/issue.ts';
import { Random } from '../../src/shared/random.ts';
import { mutate } from './mutate.ts';
import type { Reader } from './readers.ts';

export interface FuzzReport {
  readonly reader: string;
  readonly inputs: number;
  /** Inputs that were still read. */
  readonly read: number;
  readonly slowestMs: number;
  /** What went wrong beyond bad input, with the number of the input. */
  readonly broken: readonly string[];
}

const patience = 5000;
const mostHeapBytes = 1.5 * 2 ** 30;

/** Gives a reader `inputs` mutations of its seeds. It may refuse them with an `InputError`, nothing else. Input number n depends on n and seed alone. */
export async function fuzz(reader: Reader, inputs: number, seed = 1): Promise<FuzzReport> {
  const broken: string[] = [];
  // Untouched seeds are read; what is loaded once is loaded here.
  for (const bytes of reader.seeds) await reader.read(bytes);
  let read = 0;
  let slowestMs = 0;
  for (let number = 0; number < inputs && broken.length < 5; number += 1) {
    const bytes = fuzzInput(reader, number, seed);
    const start = performance.now();
    const fault = await faultOf(reader, bytes);
    const took = performance.now() - start;
    slowestMs = Math.max(slowestMs, took);
    if (fault === undefined) read += 1;
    else if (fault !== 'refused') broken.push(`input ${number}: ${fault}`);
    if (took > patience) broken.push(`input ${number}: took ${Math.round(took)} ms`);
    if (number % 100 === 99 && process.memoryUsage().heapUsed > mostHeapBytes) broken.push(`input ${number}: memory`);
    if (polluted()) broken.push(`input ${number}: a prototype has changed`);
  }
  return { reader: reader.name, inputs, read, slowestMs, broken };
}

/** To look at an input that broke something. */
export function fuzzInput(reader: Reader, number: number, seed = 1): Uint8Array {
  return mutate(reader.seeds, new Random(seed * 0x9e3779b1 + number));
}

async function faultOf(reader: Reader, bytes: Uint8Array): Promise<'refused' | string | undefined> {
  try {
    const found = await reader.read(bytes);
    return strange(found);
  } catch (error) {
    if (!(error instanceof InputError || error instanceof NoAnswerError))
      return String((error as Error).stack ?? error);
    const told = error.issues.length > 0 && error.issues.every(({ code, message }) => code !== '' && message !== '');
    return told ? 'refused' : 'refused without a word';
  }
}

/** Networks that were read have whole sizes. */
function strange(found: unknown): string | undefined {
  const layers = (found as { layers?: unknown } | undefined)?.layers;
  if (!Array.isArray(layers)) return undefined;
  for (const layer of layers as { problem?: { dimensions: { name: string; size: number }[] } }[]) {
    const wrong = layer.problem?.dimensions.find(({ size }) => !(Number.isSafeInteger(size) && size >= 1));
    if (wrong !== undefined) return `a dimension of size ${wrong.size}`;
  }
  return undefined;
}

const prototypes = [Object.prototype, Array.prototype, Function.prototype, String.prototype, Map.prototype];
const known = prototypes.map((each) => Reflect.ownKeys(each).length);

function polluted(): boolean {
  return prototypes.some((each, index) => Reflect.ownKeys(each).length !== known[index]);
}
