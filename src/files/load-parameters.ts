import { dirname, resolve } from 'node:path';
import { InputError } from '../shared/issue.ts';
import { readCheckpoint } from '../training/network/checkpoint.ts';
import { fitParameters } from '../training/network/fit-parameters.ts';
import { fromWeights } from '../training/network/from-weights.ts';
import type { Parameters } from '../training/network/parameters.ts';
import type { NetworkPlan } from '../training/network/plan.ts';
import { readTfjsModel, tfjsWeightFiles } from '../training/network/tfjs-model.ts';
import { loadWeights } from './load-workload.ts';
import { type Place, shownPath } from './place.ts';
import { readInputBytes, readInputText } from './read-input.ts';

/** Trained weights of a network from a safetensors checkpoint, an ONNX file, or a TensorFlow.js model.json. */
export async function loadParameters(reference: string, place: Place, plan: NetworkPlan): Promise<Parameters> {
  const path = resolve(place.folder, reference);
  const shown = shownPath(path, place.cwd);
  if (/\.onnx$/i.test(reference)) {
    return fitParameters(plan, fromWeights(plan, (await loadWeights(reference, place, {})).weights), shown);
  }
  if (/\.json$/i.test(reference)) return fitParameters(plan, await tfjsParameters(plan, path, shown), shown);
  try {
    return fitParameters(plan, readCheckpoint(await readInputBytes(path, shown)), shown);
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    throw new InputError(error.issues.map((issue) => ({ file: shown, ...issue })));
  }
}

async function tfjsParameters(plan: NetworkPlan, path: string, shown: string): Promise<Parameters> {
  const text = await readInputText(path, shown);
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    json = undefined;
  }
  const files = tfjsWeightFiles(shown, json);
  const parts = await Promise.all(files.map((name) => readInputBytes(resolve(dirname(path), name), name)));
  return readTfjsModel(plan, { file: shown, json, bytes: Buffer.concat(parts) });
}
