/** A NumPy .npy file (format 1.0) of 32-bit floats in C order. */
export function writeNpy(shape: readonly number[], data: Float32Array): Uint8Array {
  const sizes = shape.length === 1 ? `${shape[0]},` : shape.join(', ');
  const text = `{'descr': '<f4', 'fortran_order': False, 'shape': (${sizes}), }`;
  // magic, version and length take 10 bytes; the header ends at a multiple of 64 with a line feed
  const start = Math.ceil((10 + text.length + 1) / 64) * 64;
  const file = new Uint8Array(start + data.length * 4).fill(32, 0, start);
  file.set([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0, (start - 10) & 255, (start - 10) >> 8]);
  file.set(new TextEncoder().encode(text), 10);
  file[start - 1] = 10;
  const view = new DataView(file.buffer);
  for (let at = 0; at < data.length; at += 1) view.setFloat32(start + at * 4, data[at]!, true);
  return file;
}
