import Type, { type Static } from 'typebox';
import { engines } from '../compression/engines/index.ts';
import { conventions } from '../dataflow/conventions/index.ts';
import { regularisers } from '../training/share/sharing-rules.ts';
import { templatesSchema } from './templates-schema.ts';

const strict = { additionalProperties: false } as const;
const count = (minimum: number, description: string) =>
  Type.Optional(Type.Integer({ minimum, maximum: 1e9, description }));
const share = (description: string) => Type.Optional(Type.Number({ minimum: 0, maximum: 1, description }));

const schedule = Type.Object(
  {
    epochs: count(0, 'Passes over the training images'),
    batch: count(1, 'Images per step'),
    rate: Type.Optional(Type.Number({ exclusiveMinimum: 0, maximum: 1e3, description: 'Learning rate' })),
    rateDecay: share('What the learning rate is multiplied by after each epoch'),
    momentum: share('Share of the last step that is taken again'),
    weightDecay: share('Pull of weights towards zero'),
  },
  strict,
);

const retrain = Type.Object(
  { ...schedule.properties, refreshEvery: count(1, 'Epochs between two refreshes of F; default 5, as in the paper') },
  strict,
);

const data = Type.Object(
  {
    from: Type.String({ minLength: 1, description: 'synthetic-digits, a folder of images, or a .npz file' }),
    train: count(1, 'Images to train on; all unless given'),
    test: count(1, 'Images to judge by; those the source sets apart, or a fifth, unless given'),
    seed: count(0, 'Draws the images; default 1'),
    sha256: Type.Optional(
      Type.Record(Type.String(), Type.String({ pattern: '^[0-9a-fA-F]{64}$' }), {
        description: 'Checksums by file name',
      }),
    ),
  },
  strict,
);

const regulariser = Type.Object(
  {
    form: Type.Enum(regularisers, { description: 'How F is made' }),
    lambda: Type.Optional(Type.Number({ minimum: 0, maximum: 1e6, description: 'Default 1e-4, as in the paper' })),
  },
  strict,
);

const engine = Type.Enum(engines.map(({ name }) => name));

const common = {
  method: Type.Optional(Type.String({ minLength: 1, description: 'What results call it; default the engine' })),
  engine: Type.Optional({ ...engine, description: 'In place of that of all cases' }),
  options: Type.Optional(Type.Record(Type.String(), Type.Unknown(), { description: 'Options of the engine' })),
  regularisers: Type.Optional(
    Type.Array(regulariser, { description: 'In place of those of the scenario; none: without re-training only' }),
  ),
};

const cases = Type.Array(
  Type.Union([
    Type.Object(
      {
        layer: Type.String({ minLength: 1, description: 'The one layer that is shared' }),
        k: Type.Union([Type.Integer({ minimum: 1 }), Type.Array(Type.Integer({ minimum: 1 }), { minItems: 1 })], {
          title: 'a number of entries or a list of them',
        }),
        ...common,
      },
      strict,
    ),
    Type.Object({ name: Type.String({ minLength: 1 }), ...common }, strict),
    Type.Object(
      {
        sweep: Type.Record(Type.String(), Type.Array(Type.Number(), { minItems: 1, uniqueItems: true }), {
          minProperties: 1,
          maxProperties: 1,
          title: 'one option of the engine with a list of figures',
          description: 'One case for each value of an option, such as `k: [4, 8, 16]`',
        }),
        ...common,
      },
      strict,
    ),
  ]),
  { minItems: 1 },
);

const costs = Type.Object(
  {
    accelerators: Type.Array(Type.String({ minLength: 1 }), {
      minItems: 1,
      uniqueItems: true,
      description: 'Built-in accelerators or .yaml specs: what every point costs on each',
    }),
    batch: Type.Optional(
      Type.Integer({ minimum: 1, maximum: 1e6, description: 'Images processed together; default 1' }),
    ),
    convention: Type.Optional(
      Type.Enum(
        conventions.map(({ name }) => name),
        { description: `How moves become reads and writes; default ${conventions[0]!.name}` },
      ),
    ),
    mapper: Type.Optional(templatesSchema),
  },
  strict,
);

/** What people write: `scenarios/retraining/<name>.yaml`. */
export const retrainingSchema = Type.Object(
  {
    title: Type.Optional(Type.String({ minLength: 1 })),
    network: Type.String({ minLength: 1, description: 'A built-in network or a layer list' }),
    data,
    seeds: Type.Optional(Type.Array(Type.Integer({ minimum: 0, maximum: 2 ** 31 }), { minItems: 1 })),
    start: Type.Optional(Type.String({ minLength: 1, description: 'Trained weights, in place of pretraining' })),
    pretrain: Type.Optional(schedule),
    retrain: Type.Optional(retrain),
    regularisers: Type.Optional(Type.Array(regulariser, { minItems: 1 })),
    layers: Type.Optional(
      Type.Array(Type.String({ minLength: 1 }), {
        minItems: 1,
        description: 'The layers in question: others are left as they are, and not counted; `*` any letters, `?` one',
      }),
    ),
    share: Type.Object({ engine, cases }, strict),
    fineTune: Type.Optional(schedule),
    costs: Type.Optional(costs),
    pictures: Type.Optional(
      Type.Object(
        {
          layer: Type.String({ minLength: 1, description: 'The layer whose filters are drawn' }),
          k: Type.Integer({ minimum: 1, description: 'Entries of the cases that are drawn' }),
        },
        {
          ...strict,
          description: 'Filters before and after they are shared, and how many vectors each entry stands for',
        },
      ),
    ),
    reference: Type.Optional(
      Type.Object(
        {
          source: Type.String({ minLength: 1 }),
          images: Type.Integer({ minimum: 1, description: 'Training images that were used there' }),
          points: Type.Record(Type.String(), Type.Record(Type.String({ pattern: '^\\d+$' }), Type.Number()), {
            description: 'Accuracy in percent by layer and k',
          }),
        },
        strict,
      ),
    ),
  },
  { ...strict, title: 'a re-training scenario' },
);

export type RetrainingFile = Static<typeof retrainingSchema>;
