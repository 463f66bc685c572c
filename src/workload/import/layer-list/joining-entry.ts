import { elementwiseLayer } from '../../layers.ts';
import type { Operand, Problem } from '../../problem.ts';
import type { Layer } from '../../workload.ts';
import type { BuiltEntry, EntryContext } from './entry-context.ts';
import { type FeatureMap, featureMapText } from './feature-map.ts';
import type { LayerEntry } from './layer-entry-schema.ts';

type CombiningEntry = Extract<LayerEntry, { type: 'add' | 'multiply' }>;
type ConcatEntry = Extract<LayerEntry, { type: 'concat' }>;

/** A sum or product of maps of one shape; the second of two may also be one value per channel. */
export function combiningEntry(entry: CombiningEntry, context: EntryContext): BuiltEntry | undefined {
  const [first, ...others] = context.inputs as [FeatureMap, ...FeatureMap[]];
  const perChannel = others.length === 1 && isPerChannel(others[0]!, first);
  const different = perChannel ? undefined : others.find((other) => !sameShape(other, first));
  if (different !== undefined) {
    context.report(['from'], {
      code: 'shape-mismatch',
      message: `${entry.type} needs inputs of one shape (channels x rows x columns)`,
      found: context.inputs.map(featureMapText).join(', '),
      hint: 'the second of two inputs may also be one value per channel (C x 1 x 1)',
    });
    return undefined;
  }
  if (perChannel) return { layer: perChannelLayer(entry, first, context.batch), output: first };
  // A layer that states its own shape combines two maps of that shape.
  const inputs = Math.max(2, context.inputs.length);
  const shape = { name: entry.name, kind: entry.type, operation: entry.type, inputs };
  const elements = context.batch * values(first);
  return { layer: elementwiseLayer({ ...shape, elements, operationsPerPoint: inputs - 1 }), output: first };
}

/** Maps of one size side by side along the channels: every value is copied once. */
export function concatEntry(entry: ConcatEntry, context: EntryContext): BuiltEntry | undefined {
  const first = context.inputs[0]!;
  const sameSize = ({ size }: FeatureMap) => size[0] === first.size[0] && size[1] === first.size[1];
  if (!context.inputs.every(sameSize)) {
    context.report(['from'], {
      code: 'shape-mismatch',
      message: 'concat joins channels, so its inputs need the same rows and columns',
      found: context.inputs.map(featureMapText).join(', '),
    });
    return undefined;
  }
  const output = { channels: context.inputs.reduce((sum, { channels }) => sum + channels, 0), size: first.size };
  const elements = context.batch * values(output);
  return { layer: elementwiseLayer({ name: entry.name, kind: 'concat', operation: 'copy', elements }), output };
}

/** out[N C X] = in[N C X] ∘ in2[N C], as in squeeze-and-excitation. */
function perChannelLayer(entry: CombiningEntry, map: FeatureMap, batch: number): Layer {
  const operand = (name: string, role: Operand['role'], axes: string): Operand => ({
    name,
    role,
    ranks: [...axes].map((dimension) => [{ dimension, coefficient: 1 }]),
  });
  const problem: Problem = {
    dimensions: [
      { name: 'N', size: batch },
      { name: 'C', size: map.channels },
      { name: 'X', size: map.size[0] * map.size[1] },
    ],
    operands: [operand('I', 'I', 'NCX'), operand('I2', 'I', 'NC'), operand('O', 'O', 'NCX')],
  };
  const { name, type } = entry;
  return { name, kind: type, problem, operation: type, operationsPerPoint: 1, parameters: 0, repeat: 1 };
}

function isPerChannel(map: FeatureMap, other: FeatureMap): boolean {
  return map.size[0] === 1 && map.size[1] === 1 && map.channels === other.channels && !sameShape(map, other);
}

function sameShape(a: FeatureMap, b: FeatureMap): boolean {
  return a.channels === b.channels && a.size[0] === b.size[0] && a.size[1] === b.size[1];
}

function values({ channels, size }: FeatureMap): number {
  return channels * size[0] * size[1];
}
