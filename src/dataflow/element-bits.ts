import type { CompressedLayer } from '../compression/compressed-layer.ts';
import { storedBitsPerWeight } from '../compression/stored-bits.ts';
import type { HardwareSpec } from '../hardware/hardware.ts';
import type { OperandRole } from '../workload/problem.ts';
import type { Layer } from '../workload/workload.ts';
import { listLength, styleOf } from './mac-style.ts';
import { type CodedMaps, codedMaps } from './map-code.ts';

/** Bits of one element: weights, inputs, partial sums, and outputs once final. */
export interface ElementBits {
  /** Weights as the array multiplies them. */
  readonly W: number;
  readonly I: number;
  /** Partial sums, as wide as the accumulator. */
  readonly partial: number;
  /** Outputs once final, stored as the next layer's inputs (assumption A5). */
  readonly final: number;
  /** Weights as stored, in the memories of all levels down to `level`, the decoder's. */
  readonly stored?: { readonly bits: number; readonly level: number };
  /** Maps with zeros in them, where a memory codes them; tiles have room for them as they are. */
  readonly coded?: CodedMaps;
}

/** A layer's own widths where its model fixes them, else the operand widths of the MAC array. */
export function elementBits(layer: Layer, hardware: HardwareSpec, compressed?: CompressedLayer): ElementBits {
  const bits = plainBits(layer, hardware, compressed);
  const coded = codedMaps(layer, hardware, bits);
  return coded === undefined ? bits : { ...bits, coded };
}

function plainBits(layer: Layer, hardware: HardwareSpec, compressed: CompressedLayer | undefined): ElementBits {
  const widths = { ...hardware.mac.bits, ...layer.bits };
  const bits = { W: widths.W, I: widths.I, partial: widths.O, final: layer.bits?.O ?? hardware.mac.bits.I };
  if (compressed === undefined) return bits;
  const { encoding } = compressed;
  const decoded = {
    ...bits,
    W: Math.min(bits.W, encoding.kind === 'codebook' ? encoding.entryBits : encoding.bitsPerWeight),
  };
  if (encoding.kind === 'dense') return decoded;
  if (styleOf(layer, hardware, compressed).style === 'factorised') {
    return {
      ...decoded,
      stored: { bits: positionBits(layer, hardware, compressed), level: hardware.levels.length - 1 },
    };
  }
  const { decoder } = hardware;
  if (decoder === undefined) return decoded;
  const level = hardware.levels.findIndex((each) => each.name === decoder.level);
  return { ...decoded, stored: { bits: storedBitsPerWeight(compressed, { ...decoder, wordBits: decoded.W }), level } };
}

/** Factorised weights are lists of input positions, ⌈log2 R·S·Ct⌉ bits shared by G filters and 1 bit that ends a group (UCNN, ISCA 2018). */
function positionBits(layer: Layer, hardware: HardwareSpec, { zeroShare }: CompressedLayer): number {
  const position = Math.ceil(Math.log2(Math.max(2, listLength(layer, hardware))));
  return (1 - zeroShare) * (position / (hardware.mac.indirection?.filters ?? 1) + 1);
}

/** Bits an element takes in the memories of a level: outputs count as partial sums, weights as stored there. */
export function memoryBits(bits: ElementBits, role: OperandRole, level: number): number {
  if (role === 'O') return bits.partial;
  if (role === 'W' && bits.stored !== undefined && level <= bits.stored.level) return bits.stored.bits;
  return bits[role];
}

/** Bits an element moves in and out of the memories of a level: as `memoryBits`, or as they code it. */
export function movedBits(bits: ElementBits, role: OperandRole, level: number): number {
  return (role === 'I' ? bits.coded?.inputs[level] : undefined) ?? memoryBits(bits, role, level);
}

/** Bits an output takes to and from the outermost memory once final. */
export function finalBits({ final, coded }: ElementBits): number {
  return coded?.final ?? final;
}

/** Bits an element takes on the network below a level; decoders stand above that of their own level. */
export function networkBits(bits: ElementBits, role: OperandRole, level: number): number {
  return movedBits(bits, role, level + 1);
}
