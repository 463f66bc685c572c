const signature = [0x47, 0x43, 0x4f, 0x4c]; // GCOL
/** Of a collection, and of an object in it. */
const header = 16;

/**
 * Whether every global heap of an HDF5 file, where it keeps texts, can be walked to its end. The library does not end on one
 * that cannot: free space of no size, or of more than there is. Lengths are of 8 bytes, as all who write such files have them.
 */
export function heapsEnd(bytes: Uint8Array): boolean {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let at = bytes.indexOf(signature[0]!); at >= 0; at = bytes.indexOf(signature[0]!, at + 1)) {
    const isHeap = signature.every((byte, index) => bytes[at + index] === byte) && bytes[at + 4] === 1;
    if (isHeap && at + header <= bytes.length && !walks(view, at)) return false;
  }
  return true;
}

function walks(view: DataView, start: number): boolean {
  const end = start + Number(view.getBigUint64(start + 8, true));
  let at = start + header;
  while (at + header <= Math.min(end, view.byteLength)) {
    const size = Number(view.getBigUint64(at + 8, true));
    const isFree = view.getUint16(at, true) === 0;
    const taken = isFree ? size : header + Math.ceil(size / 8) * 8;
    if (taken === 0 || at + taken > end) return false;
    at += taken;
  }
  return true;
}
