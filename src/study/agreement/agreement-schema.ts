import Type, { type Static } from 'typebox';

const strict = { additionalProperties: false } as const;
const name = (description: string) => Type.String({ minLength: 1, description });
const bits = (description: string) => Type.Integer({ minimum: 1, maximum: 64, description });

const metric = Type.Object(
  {
    weightBits: bits('Fixed-point bits of weights'),
    activationBits: bits('Fixed-point bits of activations'),
    factor: Type.Optional(
      Type.Number({ exclusiveMinimum: 0, maximum: 1e6, description: 'An access in MACs; default 6, as in the paper' }),
    ),
  },
  strict,
);

const tool = Type.Object(
  {
    network: name('The whole network as the tool is told it: a built-in network or a layer list'),
    activity: Type.Optional(name('Zeros in its maps: a built-in table or a .csv file; dense unless given')),
    batch: Type.Integer({ minimum: 1, maximum: 1e6, description: 'Images at a time' }),
  },
  strict,
);

const published = Type.Object(
  {
    rSquared: Type.Number({ minimum: 0, maximum: 1, description: 'Squared correlation of metric and tool as printed' }),
    source: name('Where it is printed'),
  },
  strict,
);

const comparison = Type.Object(
  {
    name: name('What pictures and tables call it'),
    sweep: name("A scenario with one axis of numbers: its network, layers, compression, and the simulator's answer"),
    metric,
    tool,
    published: Type.Optional(published),
  },
  strict,
);

const reduction = Type.Object(
  {
    network: name('A built-in network or a layer list'),
    weightBits: bits('Of an uncompressed weight and of one in a table'),
    source: name('Where the accuracies are from'),
    layers: Type.Record(
      Type.String(),
      Type.Record(Type.String({ pattern: '^[1-9]\\d*$' }), Type.Number({ minimum: 0, maximum: 100 })),
      { description: 'By layer and K: accuracy in percent' },
    ),
  },
  strict,
);

/** What people write: `scenarios/cross-checks/<name>.yaml`. */
export const agreementSchema = Type.Object(
  {
    title: Type.Optional(Type.String({ minLength: 1 })),
    agreement: Type.Array(comparison, { minItems: 1, description: 'Energy three ways, one after the other' }),
    reduction: Type.Optional(reduction),
  },
  strict,
);

export type AgreementFile = Static<typeof agreementSchema>;
