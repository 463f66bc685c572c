import Type from 'typebox';

const count = Type.Integer({ minimum: 0, maximum: 2 ** 40 });
/** Decoding reserves this many numbers, so a damaged file must not ask for more. */
const size = Type.Integer({ minimum: 0, maximum: 2 ** 29 });
const amount = Type.Number({ minimum: 0 });
const share = Type.Number({ minimum: 0, maximum: 1 });
const positive = Type.Integer({ minimum: 1, maximum: 2 ** 29 });

const dense = Type.Object({
  kind: Type.Literal('dense'),
  bitsPerWeight: Type.Integer({ minimum: 1, maximum: 32 }),
  scales: count,
});

const codebook = Type.Object({
  kind: Type.Literal('codebook'),
  entries: positive,
  vectorLength: positive,
  vectorAxis: Type.Enum(['row', 'filter', 'channels', 'scalar']),
  entryBits: Type.Integer({ minimum: 1, maximum: 32 }),
  tables: positive,
  vectors: size,
  coding: Type.Enum(['plain', 'huffman', 'arithmetic', 'entropy-bound', 'computed']),
  indexBits: amount,
  codeTableBits: Type.Optional(amount),
  scales: Type.Optional(count),
});

const sparse = Type.Object({
  kind: Type.Literal('sparse'),
  nonZeros: count,
  bitsPerWeight: Type.Integer({ minimum: 1, maximum: 32 }),
  positionBits: amount,
  positions: Type.Enum(['bitmap', 'runs', 'filters']),
  runBits: Type.Optional(Type.Integer({ minimum: 1, maximum: 16 })),
});

const statistics = Type.Object({
  histogram: Type.Array(count),
  entropyBits: amount,
  plainBits: amount,
  huffmanBits: amount,
  arithmeticBits: amount,
  distinctPerInputChannel: amount,
});

/** What the metadata says of one layer. */
export const layerSchema = Type.Object({
  layer: Type.String(),
  assumed: Type.Boolean(),
  weights: size,
  biases: size,
  encoding: Type.Union([dense, codebook, sparse]),
  zeroShare: share,
  /** A signal without noise is infinitely far above it, which JSON cannot say: null. */
  error: Type.Optional(Type.Object({ meanSquared: amount, sqnrDb: Type.Union([Type.Number(), Type.Null()]) })),
  indices: Type.Optional(statistics),
  bitsBefore: amount,
  bitsAfter: amount,
  warnings: Type.Array(Type.String()),
  shape: Type.Tuple([positive, positive, positive, positive]),
  hashSeed: Type.Optional(Type.Integer({ minimum: 0, maximum: 2 ** 32 - 1 })),
});

/** The metadata of an artefact, under the key `kjoule`. */
export const artefactSchema = Type.Object({
  format: Type.Literal(1),
  engine: Type.String(),
  options: Type.Record(Type.String(), Type.Unknown()),
  seed: Type.Number(),
  layers: Type.Array(layerSchema),
});
