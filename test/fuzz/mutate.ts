import type { Random } from '../../src/shared/random.ts';

/** Words that trip readers: bounds of numbers, keys of every object, paths, openings that are never closed. */
const words = [
  ...['0', '-1', '1', '999999999', '1000000001', '9007199254740993', '1e309', '1e-320', 'NaN', '.inf', '0x7fffffff'],
  ...['__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty', 'null', '~', 'true', '""', "''"],
  ...[
    '../../etc/passwd',
    '/etc/passwd',
    'C:\\x',
    '{',
    '}',
    '[',
    ']',
    '[[[[[[[[',
    '{{{{{{{{',
    '&a',
    '*a',
    '<<: *a',
    '!!js',
    '---',
  ],
  ...[':', ',', ';', '#', '//', '\t', '\n', '\r', '\0', '\uFEFF', '\u2028', '🙂', ' '.repeat(200), '9'.repeat(400)],
].map((word) => new TextEncoder().encode(word));

/** A seed changed in one to four places, mostly one: bits, bytes, numbers, pieces cut out, doubled, moved, or taken from another seed. */
export function mutate(seeds: readonly Uint8Array[], random: Random): Uint8Array {
  let bytes: Uint8Array = seeds[random.below(seeds.length)]!.slice();
  for (let left = 1 + random.below(1 + random.below(4)); left > 0; left -= 1) bytes = changed(bytes, seeds, random);
  return bytes;
}

function changed(bytes: Uint8Array, seeds: readonly Uint8Array[], random: Random): Uint8Array {
  const at = random.below(bytes.length + 1);
  const length = random.below(Math.min(64, bytes.length - at) + 1);
  const piece = bytes.subarray(at, at + length);
  switch (random.below(8)) {
    case 0:
      return at < bytes.length ? bytes.with(at, bytes[at]! ^ (1 << random.below(8))) : bytes;
    case 1:
      return at < bytes.length ? bytes.with(at, [0, 1, 127, 128, 255, random.below(256)][random.below(6)]!) : bytes;
    case 2:
      return joined(bytes.subarray(0, at), words[random.below(words.length)]!, bytes.subarray(at + length));
    case 3:
      return joined(bytes.subarray(0, at), bytes.subarray(at + length));
    case 4:
      return joined(bytes.subarray(0, at), piece, piece, bytes.subarray(at));
    case 5: {
      const other = seeds[random.below(seeds.length)]!;
      const from = random.below(other.length + 1);
      return joined(bytes.subarray(0, at), other.subarray(from, from + random.below(200)), bytes.subarray(at + length));
    }
    case 6:
      return random.below(4) === 0 ? bytes.slice(0, at) : replacedNumber(bytes, random);
    default:
      return joined(bytes.subarray(at), bytes.subarray(0, at).subarray(0, random.below(64)));
  }
}

/** One run of digits, replaced. */
function replacedNumber(bytes: Uint8Array, random: Random): Uint8Array {
  const isDigit = (byte: number | undefined) => byte !== undefined && byte >= 48 && byte <= 57;
  const start = bytes.findIndex((byte, index) => index >= random.below(bytes.length) && isDigit(byte));
  if (start === -1) return bytes;
  let end = start;
  while (isDigit(bytes[end])) end += 1;
  return joined(bytes.subarray(0, start), words[random.below(11)]!, bytes.subarray(end));
}

function joined(...parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
