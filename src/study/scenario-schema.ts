import Type, { type Static } from 'typebox';
import { engines } from '../compression/engines/index.ts';
import { conventions } from '../dataflow/conventions/index.ts';
import { quantitySchema } from '../hardware/component-schema.ts';
import { constraintsSchema } from '../hardware/constraint-schema.ts';
import { templatesFor } from './templates-schema.ts';

const strict = { additionalProperties: false } as const;

const objective = (description: string) =>
  Type.String({
    minLength: 1,
    title: 'energy, latency, energy-delay, energy within a time, or energy / an energy + latency / a time',
    description,
  });

const searched = templatesFor(
  objective(
    'What the tile sizes are chosen for; default energy-delay, which does not leave the array idle to save a little energy',
  ),
);

/** Re-training searches without constraints of its own. */
const templates = Type.Object({ ...searched.properties, constraints: Type.Optional(constraintsSchema) }, strict);

const optimal = Type.Object(
  {
    strategy: Type.Literal('optimal'),
    objective: Type.Optional(objective('What is proven to be least; default energy')),
    factors: Type.Optional(
      Type.Enum(['perfect', 'imperfect'], {
        description: 'Whether the factors of a dimension must divide it; default perfect: they must',
      }),
    ),
    timeLimit: Type.Optional(
      quantitySchema(
        'a time, such as 10 s',
        'For each layer: a search goes on until then or until a mapping is proven best, and takes the best found so far, with how far off it may be; another run may find another; default: none, and it ends where it would take too long',
      ),
    ),
    bypass: Type.Optional(
      Type.Boolean({
        title: 'true or false',
        description: 'Levels may pass operands on that they have a memory for; default false: they keep them',
      }),
    ),
    constraints: Type.Optional(constraintsSchema),
  },
  strict,
);

const fixed = Type.Object(
  {
    strategy: Type.Literal('fixed'),
    mappings: Type.Record(
      Type.String(),
      Type.String({ minLength: 1, title: 'a mapping, one line per level, or the name of a file that holds one' }),
      { minProperties: 1, description: 'By layer name' },
    ),
    constraints: Type.Optional(constraintsSchema),
  },
  strict,
);

const shape = Type.Array(Type.Integer({ minimum: 1, maximum: 1e9 }), { minItems: 1, title: 'a list of sizes' });

const axis = Type.Union([Type.Array(Type.Unknown(), { minItems: 1 }), Type.Record(Type.String(), Type.Unknown())], {
  title: 'a list of values, a range { from, to, step or factor }, or a map of named values',
});
const axes = Type.Record(Type.String(), axis);

const sweepSchema = Type.Object(
  {
    zip: Type.Optional(
      Type.Union([axes, Type.Array(axes, { minItems: 1 })], {
        title: 'a map of axes, or a list of such maps',
        description: 'Axes that move together',
      }),
    ),
    variables: Type.Optional(
      Type.Record(Type.String({ pattern: '^[A-Za-z_]\\w*$' }), axis, {
        description: 'Axes that only expressions know',
      }),
    ),
    derived: Type.Optional(
      Type.Record(Type.String(), Type.String(), {
        description: 'Values by path that follow from the axes: texts with expressions in $ and braces',
      }),
    ),
    where: Type.Optional(
      Type.Union([Type.String(), Type.Array(Type.String(), { minItems: 1 })], {
        title: 'a condition such as k <= 64, or a list of them',
        description: 'Only the cases that meet it',
      }),
    ),
    baseline: Type.Optional(
      Type.Record(Type.String(), Type.Unknown(), { description: 'Values of the case the others are held against' }),
    ),
  },
  {
    additionalProperties: axis,
    minProperties: 1,
    title: 'a map of lists: values by the path of the key they are for',
    description:
      'Axes of a sweep by path, such as `compression.options.k: [4, 16, 64]`; every value runs with every other',
  },
);

/** What people write: `scenarios/<name>.yaml`. */
export const scenarioSchema = Type.Object(
  {
    title: Type.Optional(Type.String({ minLength: 1, description: 'The question, as reports show it' })),
    workload: Type.String({
      minLength: 1,
      title: 'a built-in network, or an .onnx or .yaml file',
      description: 'The network; a file is relative to this one. `kjoule list workloads` names those built in',
    }),
    batch: Type.Optional(
      Type.Integer({
        minimum: 1,
        maximum: 1e6,
        description: 'Images processed together; default: what an ONNX file says itself, else 1',
      }),
    ),
    hardware: Type.String({
      minLength: 1,
      title: 'a built-in accelerator, or a .yaml spec',
      description: 'The accelerator; a file is relative to this one. `kjoule list hardware` names those built in',
    }),
    activity: Type.Optional(
      Type.String({
        minLength: 1,
        title: 'a built-in table of zeros, a .csv file, or none',
        description:
          'Zeros in the maps of the network; a file is relative to this one. none: all maps are full. Default: what a layer list says itself, else none',
      }),
    ),
    convention: Type.Optional(
      Type.Enum(
        conventions.map(({ name }) => name),
        { description: `How moves become reads and writes; default ${conventions[0]!.name}` },
      ),
    ),
    layers: Type.Optional(
      Type.Array(Type.String({ minLength: 1 }), {
        minItems: 1,
        description: 'Only the layers with these names; `*` stands for any letters, `?` for one',
      }),
    ),
    mapper: Type.Optional(
      Type.Union([templates, optimal, fixed], {
        title: 'a map with strategy: templates, optimal or fixed',
        description: 'How the mapping of each layer is found; default templates',
      }),
    ),
    engines: Type.Optional(
      Type.Array(Type.String({ minLength: 1 }), {
        minItems: 1,
        description: 'Modules with further compression engines: files relative to this one, or installed packages',
      }),
    ),
    compression: Type.Optional(
      Type.Object(
        {
          engine: Type.Optional(
            Type.Union([Type.Enum(engines.map(({ name }) => name)), Type.String({ minLength: 1 })], {
              title: 'the name of an engine',
              description: 'What compresses the weights; `assume` describes it for networks without weights',
            }),
          ),
          artefact: Type.Optional(
            Type.String({
              minLength: 1,
              title: 'a file that kjoule compress wrote',
              description: 'Weights compressed before, in place of an engine; relative to this file',
            }),
          ),
          weights: Type.Optional(Type.String({ minLength: 1, description: 'A safetensors file of trained weights' })),
          importance: Type.Optional(
            Type.String({ minLength: 1, description: 'A safetensors file that says how much each weight matters' }),
          ),
          seed: Type.Optional(Type.Integer({ minimum: 0, maximum: 2 ** 32 - 1, description: 'Default 1' })),
          options: Type.Optional(
            Type.Record(Type.String(), Type.Unknown(), { description: 'Of the engine; see docs/compression.md' }),
          ),
        },
        { ...strict, description: 'How weights are stored; a decoder in the hardware spec reads them' },
      ),
    ),
    hardwareChanges: Type.Optional(
      Type.Record(Type.String(), Type.Unknown(), {
        description: 'Values of the accelerator that are other here; levels and memories by their names',
      }),
    ),
    sweep: Type.Optional(sweepSchema),
    inputShapes: Type.Optional(
      Type.Record(Type.String(), shape, { description: 'Shapes of inputs that an ONNX file leaves open' }),
    ),
  },
  { ...strict, title: 'a scenario' },
);

export type ScenarioFile = Static<typeof scenarioSchema>;
