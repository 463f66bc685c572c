import { BitReader } from './bit-reader.ts';
import { BitWriter } from './bit-writer.ts';
import { canonicalOrder } from './huffman-code.ts';

/** A symbol stream in a canonical Huffman code, which its lengths describe in full. */
export function huffmanEncode(stream: Uint32Array, lengths: Uint8Array): { bytes: Uint8Array; bits: number } {
  const codes = new Uint32Array(lengths.length);
  let [code, length] = [0, 0];
  for (const symbol of canonicalOrder(lengths)) {
    code *= 2 ** (lengths[symbol]! - length);
    length = lengths[symbol]!;
    codes[symbol] = code;
    code += 1;
  }
  const writer = new BitWriter();
  for (const symbol of stream) writer.write(codes[symbol]!, lengths[symbol]!);
  return { bytes: writer.bytes(), bits: writer.length };
}

/** Throws a RangeError when the stream ends early or holds a code that the lengths do not give. */
export function huffmanDecode(bytes: Uint8Array, lengths: Uint8Array, count: number): Uint32Array {
  const order = canonicalOrder(lengths);
  const { first, start, perLength } = decodeTable(order, lengths);
  const reader = new BitReader(bytes);
  const stream = new Uint32Array(count);
  for (let index = 0; index < count; index += 1) {
    let [code, length] = [0, 0];
    for (;;) {
      code = code * 2 + reader.bit();
      length += 1;
      if (length >= perLength.length) throw new RangeError('no symbol has this code');
      if (code - first[length]! < perLength[length]!) break;
    }
    stream[index] = order[start[length]! + code - first[length]!]!;
  }
  return stream;
}

/** Per length: codes of that length, the first of them, and where its symbols start in canonical order. */
function decodeTable(order: readonly number[], lengths: Uint8Array) {
  const most = order.length === 0 ? 0 : lengths[order.at(-1)!]!;
  const perLength = new Array<number>(most + 1).fill(0);
  for (const symbol of order) perLength[lengths[symbol]!]! += 1;
  const first = new Array<number>(most + 1).fill(0);
  const start = new Array<number>(most + 1).fill(0);
  for (let length = 1; length <= most; length += 1) {
    first[length] = (first[length - 1]! + perLength[length - 1]!) * 2;
    start[length] = start[length - 1]! + perLength[length - 1]!;
  }
  return { first, start, perLength };
}
