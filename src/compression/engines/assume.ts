import Type, { type Static } from 'typebox';
import { InputError } from '../../shared/issue.ts';
import { checkPatterns } from '../check-patterns.ts';
import { type CheckedLayer, checkWeights } from '../check-weights.ts';
import { codebookFields } from '../codebook-options.ts';
import { plainIndexBits } from '../coding/plain-index-bits.ts';
import type { CodebookEncoding, SparseEncoding, WeightEncoding } from '../compressed-layer.ts';
import { entropyBound } from '../compression-ratio.ts';
import type { CompressedTensor, CompressionEngine } from '../engine.ts';
import { entriesFields, entriesOf } from '../entries-of.ts';
import { fitsGlob } from '../glob.ts';
import { readOptions } from '../read-options.ts';
import { leftOut, selectionFields } from '../selection.ts';
import { shapeOf, uncompressed } from '../uncompressed.ts';

const figures = {
  ...entriesFields,
  sparsity: Type.Optional(Type.Number({ minimum: 0, maximum: 1, description: 'Share of vectors that are zero' })),
  bits: Type.Optional(
    Type.Integer({ minimum: 1, maximum: 32, description: 'Bits per weight, where nothing is shared' }),
  ),
};
const strict = { additionalProperties: false } as const;

const options = Type.Object(
  {
    ...figures,
    vector: Type.Optional(Type.Enum(['row', 'filter', 'scalar'], { description: 'What is shared; default row' })),
    coding: Type.Optional(
      Type.Enum(['entropy-bound', 'plain'], {
        description: 'Index bits: the most the entropy can be (default), or ⌈log2 K⌉',
      }),
    ),
    codebookBits: codebookFields.codebookBits,
    layers: Type.Optional(
      Type.Record(Type.String(), Type.Object(figures, strict), {
        description: 'By layer name or pattern, in place of the figures above; the last that fits counts',
      }),
    ),
    ...selectionFields,
  },
  strict,
);

type Options = Static<typeof options>;
type Figures = Pick<Options, 'k' | 'clusterRate' | 'sparsity' | 'bits'>;

/** Compression described, not computed: for networks whose weights are not at hand. Every layer is marked assumed. */
export const assume: CompressionEngine = {
  name: 'assume',
  description: 'compression described by K, sparsity or bits, for networks without weights',
  options,
  compress: async (input, given) => {
    const read = readOptions(options, given);
    const layers = checkWeights(input);
    checkPatterns(read, layers);
    const described = layers.map((each) => {
      const reason = leftOut(read, each);
      return reason === undefined ? describe(each, read) : asItIs(each, [reason]);
    });
    return { engine: 'assume', options: { ...read }, seed: input.seed, layers: described };
  },
};

/** Without decoded weights: a network is assumed as a whole. */
function asItIs({ tensor: _, ...each }: CheckedLayer, warnings: readonly string[]): CompressedTensor {
  return uncompressed(each, warnings);
}

function describe(each: CheckedLayer, options: Options): CompressedTensor {
  const { layer, weights, biases } = each;
  const own = Object.entries(options.layers ?? {}).findLast(([pattern]) => fitsGlob(layer.name, pattern))?.[1];
  const figures: Figures = own ?? options;
  const { encoding, bits, warning } = encode(each, figures, options);
  return {
    layer: layer.name,
    assumed: true,
    weights,
    biases,
    encoding,
    zeroShare: figures.sparsity ?? 0,
    bitsBefore: 32 * (weights + biases),
    bitsAfter: bits + 32 * biases,
    warnings: warning === undefined ? [] : [warning],
    shape: shapeOf(each),
  };
}

interface Encoded {
  readonly encoding: WeightEncoding;
  readonly bits: number;
  readonly warning?: string;
}

function encode(each: CheckedLayer, figures: Figures, options: Options): Encoded {
  const { bits, sparsity, k, clusterRate } = figures;
  if (k !== undefined || clusterRate !== undefined) {
    if (bits !== undefined) throw bothGiven();
    return codebook(each, figures, options);
  }
  const bitsPerWeight = bits ?? 32;
  if (sparsity === undefined) {
    if (bits === undefined) entriesOf(figures, 1); // says what is missing
    return { encoding: { kind: 'dense', bitsPerWeight, scales: 0 }, bits: each.weights * bitsPerWeight };
  }
  const nonZeros = Math.round((1 - sparsity) * each.weights);
  const map = { positionBits: each.weights, positions: 'bitmap' } as const;
  const encoding: SparseEncoding = { kind: 'sparse', nonZeros, bitsPerWeight, ...map };
  return { encoding, bits: nonZeros * bitsPerWeight + each.weights };
}

function bothGiven(): InputError {
  const message = 'weights that are shared have no bits of their own; a table has codebookBits';
  return new InputError([{ code: 'conflicting-keys', severity: 'error', message, path: 'bits' }]);
}

function codebook(each: CheckedLayer, figures: Figures, options: Options): Encoded {
  const [, , rows, columns] = shapeOf(each);
  const vector = options.vector ?? 'row';
  const vectorLength = vector === 'scalar' ? 1 : vector === 'row' ? columns : rows * columns;
  const vectors = each.weights / vectorLength;
  const wanted = entriesOf(figures, vectors);
  const entries = Math.min(wanted, vectors);
  const warning =
    entries < wanted ? `K lowered from ${wanted} to ${entries}: there are only ${vectors} vectors to share` : undefined;
  const coding = options.coding ?? 'entropy-bound';
  const perIndex = coding === 'plain' ? plainIndexBits(entries) : entropyBound(entries, figures.sparsity ?? 0);
  const encoding: CodebookEncoding = {
    kind: 'codebook',
    entries,
    vectorLength,
    vectorAxis: vectorLength === 1 ? 'scalar' : vector,
    entryBits: options.codebookBits ?? 32,
    tables: 1,
    vectors,
    coding,
    indexBits: vectors * perIndex,
  };
  const bits = entries * vectorLength * encoding.entryBits + encoding.indexBits;
  return { encoding, bits, ...(warning !== undefined && { warning }) };
}
