import { join, resolve } from 'node:path';
import { denseNpyFiles, denseSafetensors } from '../../compression/artefact/dense-files.ts';
import { decodedWeights } from '../../compression/decoded-weights.ts';
import type { CompressedWorkload, WeightTensor } from '../../compression/engine.ts';
import { checkNewFile, createFile } from '../../files/create-file.ts';
import { createFiles } from '../../files/create-files.ts';
import { externalDataOf } from '../../files/external-data.ts';
import { loadArtefact } from '../../files/load-artefact.ts';
import { type Place, shownPath } from '../../files/place.ts';
import { readInputBytes } from '../../files/read-input.ts';
import { formatGrouped } from '../../report/number-format.ts';
import { safeText } from '../../report/safe-text.ts';
import { InputError } from '../../shared/issue.ts';
import { OptionFaults } from '../option-faults.ts';
import type { Terminal } from '../terminal.ts';
import { withoutInterruption } from '../without-interruption.ts';

interface DecompressOptions {
  readonly out: string;
  readonly onnx?: string;
  readonly force?: boolean;
  readonly json?: boolean;
}

type Weights = ReadonlyMap<string, WeightTensor>;

/** `kjoule decompress`: dense weights from an artefact, as NumPy files, one safetensors file, or in their ONNX model. */
export async function decompress(artefact: string, options: DecompressOptions, terminal: Terminal): Promise<void> {
  const place = { cwd: terminal.cwd, folder: terminal.cwd };
  checkTarget(options);
  const target = newFile(options, place);
  const toFolder = options.onnx === undefined && !/\.safetensors$/i.test(options.out);
  if (!toFolder) await checkNewFile(target);
  const compressed = await loadArtefact(artefact, place);
  const weights = denseWeights(compressed, artefact);
  const files = toFolder
    ? await writeFolder(weights, target)
    : await writeOne(
        options.onnx === undefined ? denseSafetensors(weights) : await inModel(weights, options.onnx, place),
        target,
      );
  const { engine, seed } = compressed;
  const layers = [...weights].map(([layer, { shape, bias }]) => ({ layer, shape, biases: bias?.length ?? 0 }));
  const described = { artefact, engine, seed, layers, files };
  terminal.out(options.json === true ? `${JSON.stringify(described, null, 2)}\n` : text(weights, files));
}

function checkTarget({ out, onnx }: DecompressOptions): void {
  const faults = new OptionFaults();
  const isOnnx = /\.onnx$/i.test(out);
  if (out.trim() === '') {
    faults.add('--out', 'wrong-value', { message: 'the name is empty', accepted: 'a file or a folder' });
  } else if (isOnnx && onnx === undefined) {
    const accepted = '--onnx MODEL, the file whose weights are replaced';
    faults.add('--onnx', 'missing-option', {
      message: 'an ONNX file is made from the one that was compressed',
      accepted,
    });
  } else if (onnx !== undefined && !isOnnx) {
    faults.add('--out', 'wrong-value', {
      message: 'a model is written to an ONNX file',
      found: out,
      accepted: 'a name that ends in .onnx',
    });
  }
  faults.throwIfAny();
}

function newFile({ out, force }: DecompressOptions, { cwd }: Place) {
  const path = resolve(cwd, out);
  return { path, shown: shownPath(path, cwd), overwrite: force === true };
}

type Target = ReturnType<typeof newFile>;

/** The weights of all layers; layers that were only assumed have none. */
function denseWeights(compressed: CompressedWorkload, artefact: string): Weights {
  const assumed = compressed.layers.filter((layer) => layer.decoded === undefined);
  if (assumed.length > 0) {
    throw new InputError(
      assumed.map(({ layer }) => ({
        code: 'weights-absent',
        severity: 'error' as const,
        message: `"${layer}" was only assumed: "${artefact}" holds no weights of it`,
        path: layer,
      })),
    );
  }
  return decodedWeights(compressed);
}

async function inModel(weights: Weights, model: string, { cwd }: Place): Promise<Uint8Array> {
  const { readOnnx } = await import('../../workload/import/onnx/read-onnx.ts');
  const { replaceOnnxWeights } = await import('../../compression/replace-onnx-weights.ts');
  const path = resolve(cwd, model);
  const file = shownPath(path, cwd);
  const bytes = await readInputBytes(path, file);
  try {
    return replaceOnnxWeights(bytes, readOnnx(file, bytes, { external: externalDataOf(path) }), weights);
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    throw new InputError(error.issues.map((issue) => ({ file, ...issue })));
  }
}

async function writeOne(content: Uint8Array, target: Target): Promise<Written[]> {
  await withoutInterruption(() => createFile(target, content));
  return [{ file: target.shown, bytes: content.length }];
}

async function writeFolder(weights: Weights, { path, shown, overwrite }: Target): Promise<Written[]> {
  const files = denseNpyFiles(weights);
  await withoutInterruption(() => createFiles({ folder: path, shown, overwrite }, files));
  return files.map(({ name, layer, content }) => ({ file: join(shown, name), bytes: content.length, layer }));
}

interface Written {
  readonly file: string;
  readonly bytes: number;
  readonly layer?: string;
}

function text(weights: Weights, files: readonly Written[]): string {
  const count = [...weights.values()].reduce((sum, { data }) => sum + data.length, 0);
  const lines = files.map(({ file, bytes }) => `${safeText(file)} (${formatGrouped(bytes)} bytes)`);
  return `${formatGrouped(count)} weights of ${weights.size} layers, decoded to 32 bit:\n${lines.join('\n')}\n`;
}
