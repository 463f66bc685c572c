import { posix } from 'node:path';
import { InputError } from '../shared/issue.ts';
import { arrayImages } from '../training/data/array-images.ts';
import { badImageFile } from '../training/data/bad-image-file.ts';
import { readCifar } from '../training/data/cifar.ts';
import { decodeImage } from '../training/data/decode-image.ts';
import { idxImages, readIdx } from '../training/data/idx.ts';
import type { ImageSet } from '../training/data/image-set.ts';
import { joinPictures, type LabelledPicture } from '../training/data/join-pictures.ts';
import { type NumpyArray, readNpy } from '../training/data/npy.ts';
import type { FoundImages } from '../training/data/split.ts';

/** Opens one file of a data set, unpacked. */
export type OpenFile = (name: string) => Promise<Uint8Array>;

interface Folder {
  readonly shown: string;
  readonly names: readonly string[];
  readonly open: OpenFile;
  readonly channels: number;
}

type Found = FoundImages & { readonly kind: string };

/** The images among some files, by what the names say: IDX, CIFAR-10, NumPy, or PNG and JPEG in a folder per class. */
export async function findImages(folder: Folder): Promise<Found> {
  const idx = folder.names.filter((name) => /images[-.]idx3-ubyte(\.gz)?$/.test(name));
  if (idx.length > 0) return { kind: 'IDX', ...(await divided(idx, (name) => openIdx(folder, name))) };
  const cifar = folder.names.filter((name) => /(^|\/)(data_batch_\d+|test_batch)\.bin$/.test(name));
  if (cifar.length > 0) return { kind: 'CIFAR-10', ...(await openCifar(folder, cifar)) };
  const packed = folder.names.filter((name) => name.endsWith('.npz'));
  if (packed.length === 1) return { kind: 'npz', ...(await openNpz(folder, packed[0]!)) };
  const arrays = folder.names.filter((name) => name.endsWith('.npy'));
  if (arrays.length > 0) {
    const opened = arrays.map(
      async (name) => [name.replace(/\.npy$/, ''), readNpy(name, await folder.open(name))] as const,
    );
    return { kind: 'npy', ...named(folder.shown, new Map(await Promise.all(opened))) };
  }
  const pictures = folder.names.filter((name) => /\.(png|jpe?g)$/i.test(name) && name.includes('/'));
  if (pictures.length > 0) return { kind: 'pictures', ...(await openPictures(folder, pictures)) };
  const accepted =
    'IDX files (MNIST), CIFAR-10 binary files, .npy or .npz arrays, or PNG and JPEG in a folder per class';
  const message = `"${folder.shown}" holds no images that are known`;
  throw new InputError([
    { code: 'no-images', severity: 'error', message, found: `${folder.names.length} files`, accepted },
  ]);
}

const isTraining = (name: string) => /train/i.test(name);
const isTest = (name: string) => /test|t10k|val/i.test(name);

async function divided(names: readonly string[], open: (name: string) => Promise<ImageSet>): Promise<FoundImages> {
  const training = names.find(isTraining);
  const test = names.find(isTest);
  if (training === undefined || test === undefined) return { training: await open(names[0]!) };
  return { training: await open(training), test: await open(test) };
}

async function openIdx({ shown, names, open }: Folder, images: string): Promise<ImageSet> {
  const plain = images.replace(/images([-.])idx3/, 'labels$1idx1').replace(/\.gz$/, '');
  const labels = [`${plain}.gz`, plain].find((name) => names.includes(name));
  if (labels === undefined)
    throw badImageFile(posix.join(shown, images), 'the labels are missing', { accepted: plain });
  const [ofImages, ofLabels] = [posix.join(shown, images), posix.join(shown, labels)];
  return idxImages(
    { file: ofImages, idx: readIdx(ofImages, await open(images)) },
    { file: ofLabels, idx: readIdx(ofLabels, await open(labels)) },
  );
}

async function openCifar({ shown, open }: Folder, names: readonly string[]): Promise<FoundImages> {
  const read = async (wanted: readonly string[]) =>
    readCifar(
      await Promise.all(wanted.map(async (name) => ({ file: posix.join(shown, name), bytes: await open(name) }))),
    );
  const [training, test] = [names.filter((name) => !isTest(name)), names.filter(isTest)];
  if (training.length === 0 || test.length === 0) return { training: await read(names) };
  return { training: await read(training), test: await read(test) };
}

async function openNpz({ shown, open }: Folder, name: string): Promise<FoundImages> {
  const { unzipSync } = await import('fflate');
  let files: Readonly<Record<string, Uint8Array>>;
  try {
    files = unzipSync(await open(name));
  } catch (error) {
    if (error instanceof InputError) throw error;
    throw badImageFile(shown, `the archive cannot be unpacked: ${(error as Error).message}`);
  }
  const arrays = Object.entries(files).map(
    ([file, bytes]) => [file.replace(/\.npy$/, ''), readNpy(`${shown}: ${file}`, bytes)] as const,
  );
  return named(shown, new Map(arrays));
}

/** Arrays named as people name them: `x_train` or `train_images`, `y_train` or `train_labels`; `images` and `labels`. */
function named(shown: string, arrays: ReadonlyMap<string, NumpyArray>): FoundImages {
  const find = (pattern: RegExp, part: (name: string) => boolean) =>
    [...arrays.keys()].find((name) => pattern.test(name) && part(name));
  const pair = (part: (name: string) => boolean): ImageSet | undefined => {
    const images = find(/^x|images|data/i, part);
    const labels = find(/^y|labels|targets/i, part);
    if (images === undefined || labels === undefined) return undefined;
    const at = (name: string) => ({ file: `${shown}: ${name}`, array: arrays.get(name)! });
    return arrayImages(at(images), at(labels));
  };
  const training = pair(isTraining) ?? pair((name) => !isTraining(name) && !isTest(name));
  if (training !== undefined) return { training, test: pair(isTest) };
  const accepted = 'x_train, y_train, x_test, y_test; or images and labels';
  throw badImageFile(shown, 'no arrays of images with their labels are there', {
    found: [...arrays.keys()].join(', '),
    accepted,
  });
}

/** `cat/1.png`, or `train/cat/1.png` and `test/cat/2.png`; classes are numbered in the order of their names. */
async function openPictures(folder: Folder, names: readonly string[]): Promise<FoundImages> {
  const classOf = (name: string) => posix.basename(posix.dirname(name));
  const classes = [...new Set(names.map(classOf))].sort();
  const read = async (wanted: readonly string[]) => {
    const pictures: LabelledPicture[] = [];
    // One after another: a process may not open thousands of files at a time.
    for (const name of wanted) {
      const file = posix.join(folder.shown, name);
      const picture = await decodeImage(file, await folder.open(name), folder.channels === 1 ? 1 : 3);
      pictures.push({ file, picture, label: classes.indexOf(classOf(name)) });
    }
    return joinPictures(pictures);
  };
  const top = (name: string) => name.split('/')[0]!;
  const training = names.filter((name) => name.split('/').length > 2 && isTraining(top(name)));
  const test = names.filter((name) => name.split('/').length > 2 && isTest(top(name)));
  if (training.length === 0 || test.length === 0) return { training: await read(names) };
  return { training: await read(training), test: await read(test) };
}
