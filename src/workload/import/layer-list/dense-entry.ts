import { fullyConnectedLayer, matrixMultiplyLayer } from '../../layers.ts';
import type { BuiltEntry, EntryContext } from './entry-context.ts';
import type { LayerEntry } from './layer-entry-schema.ts';

type FullyConnectedEntry = Extract<LayerEntry, { type: 'fc' }>;
type MatrixMultiplyEntry = Extract<LayerEntry, { type: 'matmul' }>;

/** A fully connected layer over the whole map it reads. */
export function fullyConnectedEntry(entry: FullyConnectedEntry, context: EntryContext): BuiltEntry | undefined {
  const input = context.inputs[0];
  const derived = input && input.channels * input.size[0] * input.size[1];
  const inputs = agreed(context, { key: 'inputs', stated: entry.inputs, derived });
  if (inputs === undefined) return undefined;
  const { name, outputs, bias = true } = entry;
  const layer = fullyConnectedLayer({ name, batch: context.batch, inputs, outputs, bias });
  return { layer, output: { channels: outputs, size: [1, 1] } };
}

/** A matrix multiply by trained weights, or of two maps: positions × channels each. */
export function matrixMultiplyEntry(entry: MatrixMultiplyEntry, context: EntryContext): BuiltEntry | undefined {
  const [first, second] = context.inputs.map(({ channels, size }) => ({ rows: size[0] * size[1], columns: channels }));
  const factor = second && entry.transpose ? { rows: second.columns, columns: second.rows } : second;
  const rows = agreed(context, { key: 'rows', stated: entry.rows, derived: first?.rows });
  const inner = agreed(context, { key: 'inner', stated: entry.inner, derived: first?.columns });
  const columns = agreed(context, { key: 'columns', stated: entry.columns, derived: factor?.columns });
  if (rows === undefined || inner === undefined || columns === undefined) return undefined;
  if (factor !== undefined && factor.rows !== inner) {
    context.report(['from'], {
      code: 'shape-mismatch',
      message: `the factors do not fit: ${rows} x ${inner} times ${factor.rows} x ${factor.columns}`,
      hint: entry.transpose ? 'leave `transpose` out' : 'if the second is used transposed, say `transpose: true`',
    });
    return undefined;
  }
  const constantWeights = (entry.weights ?? (second ? 'computed' : 'trained')) === 'trained';
  const { name, bias = false } = entry;
  const shape = { name, batch: context.batch, rows, inner, columns, constantWeights, bias };
  return { layer: matrixMultiplyLayer(shape), output: { channels: columns, size: [rows, 1] } };
}

interface Size {
  readonly key: string;
  readonly stated: number | undefined;
  readonly derived: number | undefined;
}

/** The one size that the entry states and its inputs give; a fault when they differ or there is neither. */
function agreed({ report }: EntryContext, { key, stated, derived }: Size): number | undefined {
  if (stated === undefined && derived === undefined) {
    report([key], { code: 'missing-key', message: `"${key}" is missing`, accepted: 'a whole number ≥ 1' });
  } else if (stated !== undefined && derived !== undefined && stated !== derived) {
    const words = { found: String(stated), accepted: String(derived) };
    report([key], { code: 'size-mismatch', message: `what this layer reads gives ${key} ${derived}`, ...words });
    return undefined;
  }
  return stated ?? derived;
}
