/** Powers of: bit, energy, time, length, voltage, cycle. */
export type Dimensions = readonly [number, number, number, number, number, number];

/** A number with its dimensions, in base units pJ, µs, nm, V, bit and cycle: what specs mostly say, so values stay exact. */
export interface Quantity {
  readonly value: number;
  readonly dimensions: Dimensions;
}

export type QuantityKind =
  | 'bits'
  | 'mhz'
  | 'pj'
  | 'pjPerBit'
  | 'nm'
  | 'volt'
  | 'mw'
  | 'um2'
  | 'ns'
  | 'bitsPerCycle'
  | 'bitsPerSecond'
  | 'count';

export interface KindFacts {
  readonly dimensions: Dimensions;
  /** The kind's own unit in base units. */
  readonly scale: number;
  /** `a size in bits or bytes`, for messages. */
  readonly name: string;
  readonly example: string;
}

const none: Dimensions = [0, 0, 0, 0, 0, 0];
const bit: Dimensions = [1, 0, 0, 0, 0, 0];
const energy: Dimensions = [0, 1, 0, 0, 0, 0];
const time: Dimensions = [0, 0, 1, 0, 0, 0];
const length: Dimensions = [0, 0, 0, 1, 0, 0];
const voltage: Dimensions = [0, 0, 0, 0, 1, 0];
const cycle: Dimensions = [0, 0, 0, 0, 0, 1];
const frequency: Dimensions = [0, 0, -1, 0, 0, 0];
const power: Dimensions = [0, 1, -1, 0, 0, 0];

/** What each kind of quantity must be measured in, and how to say so. */
export const quantityKinds: Readonly<Record<QuantityKind, KindFacts>> = {
  bits: { dimensions: bit, scale: 1, name: 'a size', example: '108 KiB' },
  mhz: { dimensions: frequency, scale: 1, name: 'a frequency', example: '200 MHz' },
  pj: { dimensions: energy, scale: 1, name: 'an energy', example: '1.7 pJ' },
  pjPerBit: { dimensions: [-1, 1, 0, 0, 0, 0], scale: 1, name: 'an energy per bit', example: '3.2 pJ/bit' },
  nm: { dimensions: length, scale: 1, name: 'a length', example: '65 nm' },
  volt: { dimensions: voltage, scale: 1, name: 'a voltage', example: '1 V' },
  // 1 mW = 1e9 pJ / 1e6 µs
  mw: { dimensions: power, scale: 1e3, name: 'a power', example: '0.5 mW' },
  um2: { dimensions: [0, 0, 0, 2, 0, 0], scale: 1e6, name: 'an area', example: '1.2 mm^2' },
  ns: { dimensions: time, scale: 1e-3, name: 'a time', example: '10 ns' },
  bitsPerCycle: { dimensions: [1, 0, 0, 0, 0, -1], scale: 1, name: 'a bandwidth', example: '64 bit/cycle' },
  bitsPerSecond: { dimensions: [1, 0, -1, 0, 0, 0], scale: 1e-6, name: 'a bandwidth', example: '25.6 GB/s' },
  count: { dimensions: none, scale: 1, name: 'a number without unit', example: '12 * 14' },
};

/** Measured, and asked for nowhere. */
export const cycles = { dimensions: cycle, name: 'a number of cycles' } as const;

const decimal = { f: 1e-15, p: 1e-12, n: 1e-9, u: 1e-6, m: 1e-3, '': 1, k: 1e3, M: 1e6, G: 1e9, T: 1e12 } as const;
const large = { '': 1, k: 1e3, M: 1e6, G: 1e9, T: 1e12, Ki: 2 ** 10, Mi: 2 ** 20, Gi: 2 ** 30, Ti: 2 ** 40 } as const;

/**
 * Every unit by its exact name; case matters. KiB = 1024 bytes, kB = 1000 bytes, B = byte, b = bit.
 * A `Map`, so that names such as `constructor` are simply unknown.
 */
export const units: ReadonlyMap<string, Quantity> = new Map([
  ...prefixed(['b', 'bit', 'bits'], large, 1, bit),
  ...prefixed(['B', 'byte', 'bytes'], large, 8, bit),
  ...prefixed(['J'], decimal, 1e12, energy),
  ...prefixed(['W'], decimal, 1e6, power),
  ...prefixed(['s'], decimal, 1e6, time),
  ...prefixed(['min'], { '': 60 }, 1e6, time),
  ...prefixed(['h'], { '': 3600 }, 1e6, time),
  ...prefixed(['Hz'], { '': 1, k: 1e3, M: 1e6, G: 1e9 }, 1e-6, frequency),
  ...prefixed(['V'], decimal, 1, voltage),
  ...prefixed(['m'], decimal, 1e9, length),
  ...prefixed(['cycle', 'cycles'], { '': 1 }, 1, cycle),
]);

function prefixed(
  names: readonly string[],
  prefixes: Readonly<Record<string, number>>,
  scale: number,
  dimensions: Dimensions,
): [string, Quantity][] {
  return names.flatMap((name) =>
    Object.entries(prefixes).map(([prefix, factor]): [string, Quantity] => [
      prefix + name,
      { value: tidy(factor * scale), dimensions },
    ]),
  );
}

/** Fifteen significant digits: drops the noise of decimal prefixes, keeps every digit a spec can mean. */
export function tidy(value: number): number {
  return Number(value.toPrecision(15));
}
