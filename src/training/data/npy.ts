import { badImageFile } from './bad-image-file.ts';

/** A NumPy array in C order. */
export interface NumpyArray {
  readonly shape: readonly number[];
  readonly data: Uint8Array | Int32Array | Float32Array;
}

const magic = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59];
const accepted = '|u1, |i1, <i2, <i4, <i8, <u2, <u4, <f4, <f8 or their big-endian forms';

type Read = (view: DataView, at: number, little: boolean) => number;

const readers: Readonly<Record<string, { readonly width: number; readonly read: Read }>> = {
  u1: { width: 1, read: (view, at) => view.getUint8(at) },
  b1: { width: 1, read: (view, at) => view.getUint8(at) },
  i1: { width: 1, read: (view, at) => view.getInt8(at) },
  u2: { width: 2, read: (view, at, little) => view.getUint16(at, little) },
  i2: { width: 2, read: (view, at, little) => view.getInt16(at, little) },
  u4: { width: 4, read: (view, at, little) => view.getUint32(at, little) },
  i4: { width: 4, read: (view, at, little) => view.getInt32(at, little) },
  i8: { width: 8, read: (view, at, little) => Number(view.getBigInt64(at, little)) },
  f4: { width: 4, read: (view, at, little) => view.getFloat32(at, little) },
  f8: { width: 8, read: (view, at, little) => view.getFloat64(at, little) },
};

/** Reads a .npy file of numbers (formats 1 to 3). */
export function readNpy(file: string, bytes: Uint8Array): NumpyArray {
  if (bytes.length < 12 || magic.some((byte, at) => bytes[at] !== byte))
    throw badImageFile(file, 'this is not a .npy file');
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const wide = bytes[6]! >= 2;
  const start = wide ? 12 : 10;
  const end = start + (wide ? view.getUint32(8, true) : view.getUint16(8, true));
  const header = new TextDecoder('latin1').decode(bytes.subarray(start, end));
  const type = /'descr':\s*'([<>|=]?)(\w+)'/.exec(header);
  const shape = /'shape':\s*\(([^)]*)\)/.exec(header)?.[1]?.match(/\d+/g)?.map(Number) ?? [];
  if (end > bytes.length || type === null) throw badImageFile(file, 'the header of the .npy file is not understood');
  if (/'fortran_order':\s*True/.test(header)) {
    throw badImageFile(file, 'the array is in Fortran order', {
      accepted: 'C order: save numpy.ascontiguousarray(array)',
    });
  }
  const [, order, kind] = type;
  const reader = readers[kind!];
  if (reader === undefined) throw badImageFile(file, 'elements of this type are not read', { found: kind!, accepted });
  const count = shape.reduce((product, size) => product * size, 1);
  if (bytes.length - end !== count * reader.width) {
    const words = {
      found: `${bytes.length - end} bytes`,
      accepted: `${count * reader.width} bytes (${shape.join(' x ')})`,
    };
    throw badImageFile(file, 'the file does not hold what its header says', words);
  }
  const data =
    kind === 'u1' || kind === 'b1'
      ? new Uint8Array(count)
      : kind!.startsWith('f')
        ? new Float32Array(count)
        : new Int32Array(count);
  for (let at = 0; at < count; at += 1) data[at] = reader.read(view, end + at * reader.width, order !== '>');
  return { shape, data };
}
