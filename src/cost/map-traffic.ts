import type { ActionCount } from '../dataflow/action-count.ts';
import type { Convention, ConventionInput } from '../dataflow/conventions/convention.ts';
import type { Layer } from '../workload/workload.ts';
import { storedInputZeros } from '../workload/zeros.ts';
import type { LayerActivity, MapTraffic } from './result.ts';

/** Zeros of a layer's maps, and what coding them saves at each memory that does; null where no zeros are known of. */
export function layerActivity(layer: Layer, traffic: readonly MapTraffic[]): LayerActivity | null {
  const { zeros } = layer;
  if (zeros === undefined) return null;
  const { I: inputZeros, O: outputZeros, source } = zeros;
  return { inputZeros, storedInputZeros: storedInputZeros(layer), outputZeros, source, traffic };
}

/** Bits of maps in and out of the memories that code them, and what they would be without. */
export function mapTraffic(layer: Layer, convention: Convention, input: ConventionInput): MapTraffic[] {
  if (layer.zeros === undefined) return [];
  const coding = input.hardware.levels.flatMap(({ memories }) =>
    memories.filter(({ encoding }) => encoding !== undefined),
  );
  if (coding.length === 0) return [];
  const { coded: _, ...plainBits } = input.bits;
  const asCoded = convention.count(input);
  const asPlain = convention.count({ ...input, bits: plainBits });
  return coding.flatMap((memory) =>
    layer.problem.operands.flatMap(({ name: operand, role }): MapTraffic[] => {
      const code = role === 'W' ? undefined : memory.encoding?.[role]?.code;
      if (role === 'W' || code === undefined) return [];
      const bitsOf = (actions: readonly ActionCount[]): number =>
        layer.repeat *
        actions
          .filter((action) => action.component === memory.name && action.operand === operand)
          .reduce((sum, { count, bitsPerAction }) => sum + count * bitsPerAction, 0);
      const [bits, plain] = [bitsOf(asCoded), bitsOf(asPlain)];
      const measured = layer.zeros?.ratio?.[role] !== undefined;
      return [{ memory: memory.name, operand, code, measured, bits, plainBits: plain }];
    }),
  );
}
