import Type, { type Static, type TProperties } from 'typebox';

const integer = (minimum: number, words: object = {}) => Type.Integer({ minimum, maximum: 1e9, ...words });
const size = integer(1);

const pair = (minimum: number, description: string) =>
  Type.Optional(
    Type.Union([integer(minimum), Type.Tuple([integer(minimum), integer(minimum)])], {
      title: `a whole number ≥ ${minimum} or [rows, columns]`,
      description,
    }),
  );

const sizePair = (description: string) =>
  Type.Optional(Type.Tuple([size, size], { title: '[rows, columns]', description }));

const share = Type.Number({ minimum: 0, maximum: 1, title: 'a share from 0 to 1' });

const bits = Type.Optional(Type.Integer({ minimum: 1, maximum: 64 }));

const common = {
  name: Type.String({ minLength: 1, description: 'unique in this file; results and `from` use it' }),
  repeat: Type.Optional(integer(1, { description: 'how often an identical layer runs; 1 unless given' })),
  bits: Type.Optional(
    Type.Object(
      { W: bits, I: bits, O: bits },
      { additionalProperties: false, description: 'bits per weight, input, output where the model fixes them' },
    ),
  ),
  zeros: Type.Optional(
    Type.Object(
      { I: share, O: share, source: Type.String({ minLength: 1, description: 'where the figures come from' }) },
      {
        additionalProperties: false,
        description: 'shares of its inputs (padding not counted) and outputs that are zero',
      },
    ),
  ),
};

const from = {
  from: Type.Optional(
    Type.Union([Type.String({ minLength: 1 }), Type.Array(Type.String({ minLength: 1 }), { minItems: 1 })], {
      title: 'the name of a layer above, or a list of them',
      description: 'where the input comes from; the layer above unless given; `input` is the input of the network',
    }),
  ),
};

const stated = {
  ...from,
  channels: Type.Optional(
    integer(1, { description: 'input channels; derived from the layer above, and checked when given' }),
  ),
  input: sizePair('input rows and columns; in a file without `input`, a layer that gives both stands alone'),
};

const kernel = Type.Union([size, Type.Tuple([size, size])], {
  title: 'a whole number ≥ 1 or [rows, columns]',
  description: 'filter or window size',
});

const pad = Type.Optional(
  Type.Union(
    [
      integer(0),
      Type.Tuple([integer(0), integer(0)]),
      Type.Tuple([integer(0), integer(0), integer(0), integer(0)]),
      Type.Enum(['same']),
    ],
    {
      title: 'a whole number ≥ 0, [rows, columns], [top, left, bottom, right], or same',
      description: '0 unless given; `same` makes the output ⌈input/stride⌉, an odd row or column at bottom and right',
    },
  ),
);

const output = sizePair('output rows and columns, checked against what follows from the input');
const bias = Type.Optional(Type.Boolean({ description: 'whether there is one bias per output' }));
const stride = pair(1, '1 unless given');
const dilation = pair(1, '1 unless given');

const layer = <const Kind extends string, Fields extends TProperties>(type: Kind, fields: Fields) =>
  Type.Object({ ...common, type: Type.Literal(type), ...fields }, { additionalProperties: false });

const pool = {
  ...stated,
  kernel,
  stride: pair(1, 'the kernel unless given, so that windows do not overlap'),
  pad,
  round: Type.Optional(
    Type.Enum(['down', 'up'], {
      description: 'how an output size that is not whole is rounded: down unless given; Caffe rounds up',
    }),
  ),
  output,
};

const operation = Type.Enum(['mac', 'max', 'add', 'multiply', 'activation', 'copy'], {
  description: 'what one point of the iteration space does; mac unless given',
});

const customOperand = Type.Object(
  {
    name: Type.String({ minLength: 1, description: 'name in mappings and results, e.g. W, I, O or I2' }),
    role: Type.Enum(['W', 'I', 'O'], {
      description: 'which memories hold it: weights, inputs or outputs',
    }),
    ranks: Type.Array(Type.String({ minLength: 1 }), {
      description: 'one index per axis, a sum of dimensions with whole factors: `C`, `P*2 + R`',
    }),
  },
  { additionalProperties: false },
);

const operations = Type.Optional(integer(1, { description: 'operations per value; 1 unless given' }));

const custom = layer('custom', {
  ...from,
  operation: Type.Optional(operation),
  operations,
  dimensions: Type.Record(Type.String(), Type.Union([size, Type.Enum(['batch'])], { title: 'a size or batch' }), {
    minProperties: 1,
    description: 'loop dimensions and their bounds; `batch` is the batch of the scenario',
  }),
  operands: Type.Array(customOperand, { minItems: 1, description: 'exactly one of them has role O' }),
  parameters: Type.Optional(integer(0, { description: 'trained parameters; all elements with role W unless given' })),
  result: Type.Optional(
    Type.Object(
      { channels: size, size: Type.Tuple([size, size], { title: '[rows, columns]' }) },
      { additionalProperties: false, description: 'shape of the output, for layers below that derive theirs from it' },
    ),
  ),
});

/** One entry of `layers`. */
export const layerEntrySchema = Type.Union([
  layer('conv', {
    ...stated,
    filters: integer(1, { description: 'output channels, all groups together' }),
    kernel,
    stride,
    pad,
    dilation,
    groups: Type.Optional(integer(1, { description: '1 unless given; must divide input and output channels' })),
    bias,
    output,
  }),
  layer('depthwise', {
    ...stated,
    kernel,
    stride,
    pad,
    dilation,
    multiplier: Type.Optional(integer(1, { description: 'filters per input channel; 1 unless given' })),
    bias,
    output,
  }),
  layer('fc', {
    ...from,
    outputs: integer(1, { description: 'output values' }),
    inputs: Type.Optional(integer(1, { description: 'input values; the whole map above unless given' })),
    bias,
  }),
  layer('matmul', {
    ...from,
    rows: Type.Optional(integer(1, { description: 'rows of the first factor; rows × columns of the map above' })),
    inner: Type.Optional(integer(1, { description: 'columns of the first factor; channels of the map above' })),
    columns: Type.Optional(integer(1, { description: 'columns of the second factor' })),
    transpose: Type.Optional(Type.Boolean({ description: 'true when the second factor is used transposed' })),
    weights: Type.Optional(
      Type.Enum(['trained', 'computed'], {
        description: 'the second factor: trained unless `from` names two layers',
      }),
    ),
    bias,
  }),
  layer('max-pool', pool),
  layer('average-pool', pool),
  layer('global-average-pool', stated),
  layer('add', stated),
  layer('multiply', stated),
  layer('concat', stated),
  layer('activation', { ...stated, operations }),
  layer('normalisation', {
    ...stated,
    method: Type.Enum(['lrn', 'batch', 'layer'], {
      description: 'local response normalisation, a stand-alone batch normalisation, or layer normalisation',
    }),
    size: Type.Optional(integer(1, { description: 'channels in an LRN window; 5 unless given' })),
  }),
  layer('softmax', stated),
  layer('flatten', stated),
  custom,
]);

/** One entry of `layers` as people write it. */
export type LayerEntry = Static<typeof layerEntrySchema>;
