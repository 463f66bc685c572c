import { layerEnergy, sumEnergies, type ToolEnergy } from './layer-energy.ts';
import type { ReferenceData, StyleName } from './reference-data.ts';
import {
  type AccessCounts,
  accessCounts,
  type RowStationaryShape,
  rowStationaryShape,
  type Tiling,
  type Words,
} from './row-stationary.ts';
import { optimalTiling } from './search.ts';
import { styles } from './styles.ts';
import { elements, type ToolLayer } from './tool-layer.ts';

/** What a network costs by the reference tool's method. Energies are per image, in 16-bit multiply-accumulates. */
export interface CrossCheck {
  readonly style: StyleName;
  /** `fitted`: agreement with the source of the fit shows nothing. `rebuilt`: read from words, not fitted. */
  readonly kind: string;
  readonly source: string;
  readonly note: string;
  readonly unit: string;
  readonly layers: readonly CrossCheckLayer[];
  readonly totals: ToolEnergy;
  /** Layers the method has no answer for. */
  readonly leftOut: readonly LeftOut[];
}

export interface CrossCheckLayer {
  readonly name: string;
  readonly images: number;
  readonly energy: ToolEnergy;
  readonly tiling: Tiling;
  /** Shares of elements that are not zero; of inputs in the padded map. */
  readonly density: Words;
  readonly bits: Words;
}

export interface LeftOut {
  readonly layer: string;
  readonly reason: string;
}

/** Maps every layer onto Eyeriss by exhaustive search and charges it as the tool of that style does. */
export function crossCheck(layers: readonly ToolLayer[], style: StyleName, data: ReferenceData): CrossCheck {
  const leftOut: LeftOut[] = [];
  const checked = layers.flatMap((layer) => {
    const found = checkLayer(layer, style, data);
    if (found === undefined)
      leftOut.push({ layer: layer.name, reason: 'no tiling fits the scratchpads and the buffer' });
    return found ?? [];
  });
  const { kind, source, note } = data.styles[style];
  const totals = sumEnergies(checked.map(({ energy }) => energy));
  return { style, kind, source, note, unit: data.costs.unit, layers: checked, totals, leftOut };
}

function checkLayer(layer: ToolLayer, style: StyleName, data: ReferenceData): CrossCheckLayer | undefined {
  const { costs } = data;
  const platform = data.platforms.eyeriss;
  const shape = rowStationaryShape(layer);
  const { ifmap, filter, ofmap } = layer;
  const bits = { ifmap: ifmap.bits, filter: filter.bits, ofmap: ofmap.bits };
  const bufferBits = platform.bufferWords * costs.wordBits;
  const images = imagesPerPass(shape, bufferBits / ofmap.bits);
  const tiling = optimalTiling({ shape, platform, costs, bits, images });
  if (tiling === undefined) return undefined;
  const counts = toolCounts(shape, tiling);
  const density = {
    ifmap: (elements(ifmap) - ifmap.zeros) / counts.elements.ifmap,
    filter: 1 - filter.zeros / elements(filter),
    ofmap: 1 - ofmap.zeros / elements(ofmap),
  };
  const factors = styles[style]({ density, bits });
  const energy = sumEnergies([layerEnergy({ counts, factors, bits, costs })], 1 / shape.images);
  return { name: layer.name, images: shape.images, energy, tiling, density, bits };
}

/** The tool reads and writes a partial sum with every multiply-accumulate, also where one arrives from the array. */
function toolCounts(shape: RowStationaryShape, tiling: Tiling): AccessCounts {
  const counts = accessCounts(shape, tiling);
  return { ...counts, registers: { ...counts.registers, ofmap: 2 * counts.macs } };
}

/**
 * As many images as leave room for all outputs of each in the buffer, at least one. No source states this rule: it was found
 * by fitting Fig. 6 of Yang et al. 2017.
 */
function imagesPerPass(shape: RowStationaryShape, bufferWords: number): number {
  const { groups, filters, outputRows, outputColumns, images } = shape;
  const outputs = groups * filters * outputRows * outputColumns;
  return Math.max(1, Math.min(images, Math.floor(bufferWords / outputs)));
}
