import type { WeightTensor } from '../engine.ts';
import { storeNumbers } from './element-arrays.ts';
import { writeNpy } from './npy.ts';
import { type StoredTensor, writeSafetensors } from './safetensors.ts';

type Weights = ReadonlyMap<string, WeightTensor>;

/** One safetensors file of dense weights: `<layer>.weight` `[outputs, inputs per group, rows, columns]`, `<layer>.bias`. */
export function denseSafetensors(weights: Weights): Uint8Array {
  const tensors = new Map<string, StoredTensor>();
  for (const [layer, { shape, data, bias }] of weights) {
    tensors.set(`${layer}.weight`, storeNumbers(data, 'F32', shape));
    if (bias) tensors.set(`${layer}.bias`, storeNumbers(bias, 'F32'));
  }
  return writeSafetensors(tensors, {});
}

/** A NumPy file each. Letters that are awkward in file names become `_`; names that then fall together get a number. */
export function denseNpyFiles(weights: Weights): { name: string; layer: string; content: Uint8Array }[] {
  const taken = new Set<string>();
  return [...weights].flatMap(([layer, { shape, data, bias }]) => {
    const plain =
      layer
        .replace(/[^\w.-]/g, '_')
        .replace(/^\.+/, '_')
        .slice(0, 150) || '_';
    let stem = plain;
    // file systems may not tell capitals apart
    for (let number = 2; taken.has(stem.toLowerCase()); number += 1) stem = `${plain}_${number}`;
    taken.add(stem.toLowerCase());
    return [
      { name: `${stem}.weight.npy`, layer, content: writeNpy(shape, data) },
      ...(bias ? [{ name: `${stem}.bias.npy`, layer, content: writeNpy([bias.length], bias) }] : []),
    ];
  });
}
