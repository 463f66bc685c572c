/**
 * A static range coder (Martin 1979): `low` and `range` are whole numbers below 2^48, which doubles hold exactly, and a
 * carry runs back into bytes already written. Frequencies are 16 bit, so a symbol loses less than 2^-16 bit to rounding.
 */
const whole = 2 ** 48;
const topByte = 2 ** 40;

/** Where each symbol's share of the range starts; the last number is the sum. */
function cumulative(frequencies: Uint16Array): Float64Array {
  const starts = new Float64Array(frequencies.length + 1);
  for (let symbol = 0; symbol < frequencies.length; symbol += 1) {
    starts[symbol + 1] = starts[symbol]! + frequencies[symbol]!;
  }
  return starts;
}

export function arithmeticEncode(stream: Uint32Array, frequencies: Uint16Array): Uint8Array {
  const starts = cumulative(frequencies);
  const total = starts.at(-1)!;
  const bytes: number[] = [];
  let [low, range] = [0, whole];
  const carry = () => {
    let at = bytes.length - 1;
    for (; bytes[at] === 255; at -= 1) bytes[at] = 0;
    bytes[at]! += 1;
  };
  for (const symbol of stream) {
    const step = Math.floor(range / total);
    low += step * starts[symbol]!;
    range = step * frequencies[symbol]!;
    if (low >= whole) {
      low -= whole;
      carry();
    }
    while (range < topByte) {
      bytes.push(Math.floor(low / topByte));
      low = (low % topByte) * 256;
      range *= 256;
    }
  }
  if (stream.length > 0) flush({ low, range, bytes, carry });
  return Uint8Array.from(bytes);
}

interface Ending {
  readonly low: number;
  readonly range: number;
  readonly bytes: number[];
  readonly carry: () => void;
}

/** The shortest ending inside the range; the decoder reads zeros after it. */
function flush({ low, range, bytes, carry }: Ending): void {
  const unit = Math.ceil(low / topByte) * topByte < low + range ? topByte : topByte / 256;
  let end = Math.ceil(low / unit) * unit;
  if (end >= whole) {
    end -= whole;
    carry();
  }
  for (; end > 0; end = (end % topByte) * 256) bytes.push(Math.floor(end / topByte));
  while (bytes.at(-1) === 0) bytes.pop();
}

export function arithmeticDecode(bytes: Uint8Array, frequencies: Uint16Array, count: number): Uint32Array {
  const starts = cumulative(frequencies);
  const total = starts.at(-1)!;
  const stream = new Uint32Array(count);
  if (count > 0 && total === 0) throw new RangeError('no symbol has a frequency');
  let [code, range, at] = [0, whole, 0];
  const next = () => {
    code = code * 256 + (bytes[at] ?? 0);
    at += 1;
  };
  for (let read = 0; read < 6; read += 1) next();
  for (let index = 0; index < count; index += 1) {
    const step = Math.floor(range / total);
    const symbol = symbolAt(starts, Math.min(Math.floor(code / step), total - 1));
    stream[index] = symbol;
    code -= step * starts[symbol]!;
    range = step * frequencies[symbol]!;
    if (code >= range) throw new RangeError('the coded stream is damaged');
    for (; range < topByte; range *= 256) next();
  }
  return stream;
}

/** The symbol whose share holds `value`: the last that starts at or below it and is not empty. */
function symbolAt(starts: Float64Array, value: number): number {
  let [below, above] = [0, starts.length - 1];
  while (above - below > 1) {
    const middle = (below + above) >> 1;
    if (starts[middle]! <= value) below = middle;
    else above = middle;
  }
  return below;
}
