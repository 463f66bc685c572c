import { InputError, type Issue } from '../shared/issue.ts';
import { checkContract } from './check-contract.ts';
import { checkWeights } from './check-weights.ts';
import type { CompressedWorkload, CompressionEngine, CompressionInput } from './engine.ts';
import { engines } from './engines/index.ts';
import { readOptions } from './read-options.ts';

type Options = Readonly<Record<string, unknown>>;

/**
 * Compresses a network. Options that do not fit the engine's schema are an InputError with every fault. An engine from
 * elsewhere works on copies, and what it gives back is held to the contract: a fault of the engine (`engine-failed`,
 * `engine-contract`) names it.
 */
export async function runEngine(
  engine: CompressionEngine,
  input: CompressionInput,
  options: Options,
): Promise<CompressedWorkload> {
  const read = readOptions(engine.options, options) as Options;
  if (engines.includes(engine)) return engine.compress(input, read);
  checkWeights(input);
  const { onProgress, ...data } = input;
  const copy = { ...structuredClone(data), ...(onProgress && { onProgress }) };
  const layers = checkContract(engine.name, input, await run(engine, copy, structuredClone(read)));
  return { engine: engine.name, options: read, seed: input.seed, layers };
}

async function run(engine: CompressionEngine, input: CompressionInput, options: Options): Promise<unknown> {
  try {
    return await engine.compress(input, options);
  } catch (error) {
    const thrown = error as { readonly name?: unknown; readonly issues?: unknown } | null | undefined;
    // an InputError, perhaps of another copy of the package, is about the input
    if (thrown?.name === 'InputError' && Array.isArray(thrown.issues)) throw new InputError(thrown.issues as Issue[]);
    throw engineFailed(engine.name, error);
  }
}

function engineFailed(name: string, error: unknown): InputError {
  const reason = String(error instanceof Error ? error.message : error).split('\n')[0];
  const message = `the engine "${name}" failed: ${reason}`;
  const hint = 'this is a fault of the engine, not of kjoule';
  return new InputError([{ code: 'engine-failed', severity: 'error', message, hint }]);
}
