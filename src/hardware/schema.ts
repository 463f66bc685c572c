import Type from 'typebox';
import { componentSchema, quantitySchema } from './component-schema.ts';
import { constraintFields } from './constraint-schema.ts';
import { decoderSchema } from './decoder-schema.ts';

const strict = { additionalProperties: false } as const;
const size = 'a size, such as 108 KiB';
const bandwidth = 'a bandwidth, such as 64 bit/cycle';
const count = 'a whole number, such as 14 or 12 * 14';

const name = (description: string) =>
  Type.String({ pattern: '^[A-Za-z][A-Za-z0-9_-]*$', title: 'a name of letters, digits, - and _', description });
const label = (description: string) => Type.String({ minLength: 1, description });
const role = Type.Enum(['W', 'I', 'O'], { description: 'Weights, inputs or outputs' });
const roles = (description: string) => Type.Array(role, { minItems: 1, uniqueItems: true, description });

const bandwidthSchema = Type.Union(
  [
    Type.String(),
    Type.Number(),
    Type.Object(
      {
        read: Type.Optional(quantitySchema(bandwidth, 'Reads; absent: not limited')),
        write: Type.Optional(quantitySchema(bandwidth, 'Writes; absent: not limited')),
      },
      { ...strict, minProperties: 1 },
    ),
  ],
  {
    title: 'a bandwidth, such as 64 bit/cycle, or a map with read and write',
    description: 'One figure: reads and writes share a port. A map: a port each. Absent: not limited. GB/s is accepted',
  },
);

function encodingSchema(what: string) {
  return Type.Object(
    {
      code: Type.Enum(['rlc', 'bitmap'], {
        description:
          'rlc: pairs of a run of zeros and a value; bitmap: a bit per element, and the values that are not zero',
      }),
      run: Type.Optional(quantitySchema(size, 'With rlc: of one run of zeros')),
      word: Type.Optional(quantitySchema(size, 'With rlc: what pairs are packed into')),
      pairsPerWord: Type.Optional(quantitySchema(count, 'With rlc: pairs in a word; default: as many as fit')),
    },
    { ...strict, description: `${what}, where their code is shorter than the plain map` },
  );
}

const memoryFields = {
  capacity: Type.Optional(quantitySchema(size, 'Of one instance; absent: unlimited (outermost level only)')),
  word: Type.Optional(quantitySchema(size, 'One stored element')),
  block: Type.Optional(quantitySchema(size, 'One physical access, a whole number of words; default: one word')),
  bandwidth: Type.Optional(bandwidthSchema),
  doubleBuffered: Type.Optional(
    Type.Boolean({ description: 'Half the capacity holds the next tile while the other half works; default false' }),
  ),
  encoding: Type.Optional(
    Type.Object(
      { I: Type.Optional(encodingSchema('Inputs')), O: Type.Optional(encodingSchema('Final outputs')) },
      { ...strict, minProperties: 1, description: 'How maps with zeros in them are stored; absent: as plain words' },
    ),
  ),
  component: Type.Optional(componentSchema('memory')),
};

const memorySchema = Type.Object(
  {
    name: name('Shown in results as `<level>.<name>`'),
    keeps: roles('Operands this memory may keep'),
    ...memoryFields,
    word: quantitySchema(size, 'One stored element'),
    component: componentSchema('memory'),
  },
  strict,
);

const networkSchema = Type.Object(
  {
    multicast: Type.Optional(
      Type.Union([Type.Boolean(), Type.Array(role, { uniqueItems: true })], {
        title: 'true, false or a list of W, I, O',
        description: 'A word wanted by several children is read once; may be limited to some operands; default true',
      }),
    ),
    reduction: Type.Optional(
      Type.Boolean({ description: 'Partial sums of several children are added on their way up; default true' }),
    ),
    component: Type.Optional(componentSchema('network')),
  },
  { ...strict, description: 'Connects this level with the instances below it; without a component it costs nothing' },
);

const levelSchema = Type.Object(
  {
    name: name('Used in mappings and constraints'),
    keeps: Type.Optional(roles('Operands the one memory of this level may keep; or give `memories`')),
    ...memoryFields,
    memories: Type.Optional(
      Type.Array(memorySchema, { minItems: 1, description: 'Several memories side by side, instead of `keeps`' }),
    ),
    fanout: Type.Optional(
      Type.Object(
        {
          x: Type.Optional(quantitySchema(count, 'Columns; default 1')),
          y: Type.Optional(quantitySchema(count, 'Rows; default 1')),
        },
        { ...strict, description: 'Instances of the next level (below the last: MAC units) under one of this level' },
      ),
    ),
    network: Type.Optional(networkSchema),
  },
  strict,
);

const spatialSchema = Type.Object(
  {
    level: Type.String({ description: 'Name of a level' }),
    x: Type.Optional(Type.Array(Type.String(), { description: 'Dimensions that may be spread over x; absent: any' })),
    y: Type.Optional(Type.Array(Type.String(), { description: 'Dimensions that may be spread over y; absent: any' })),
  },
  strict,
);

const macSchema = Type.Object(
  {
    name: Type.Optional(label('Shown in results; MAC when absent')),
    bits: Type.Object(
      {
        W: quantitySchema(size, 'Weight operand'),
        I: quantitySchema(size, 'Input operand'),
        O: quantitySchema(size, 'Accumulator'),
      },
      { ...strict, description: 'Operand widths' },
    ),
    macsPerCycle: Type.Optional(
      quantitySchema('a number, such as 1', 'What one MAC unit finishes per cycle; default 1'),
    ),
    style: Type.Optional(
      Type.Enum(['mac', 'accumulate-then-multiply', 'factorised', 'row-reuse'], {
        description: 'How products of shared weights are formed; default mac',
      }),
    ),
    component: componentSchema('mac'),
    adder: Type.Optional(
      Type.Object(
        {
          name: Type.Optional(label('Shown in results; `adder` when absent')),
          component: componentSchema('adder'),
        },
        {
          ...strict,
          description: 'Adds without multiplying, at the width of the accumulator; every style but mac needs it',
        },
      ),
    ),
    bins: Type.Optional(
      Type.Object(
        {
          name: Type.Optional(label('Shown in results; `bins` when absent')),
          entries: quantitySchema(count, 'Of one MAC unit'),
          word: quantitySchema(size, 'One entry'),
          component: componentSchema('memory'),
        },
        {
          ...strict,
          description:
            'Registers beside each MAC, for accumulate-then-multiply (sums of inputs) and row-reuse (products)',
        },
      ),
    ),
    indirection: Type.Optional(
      Type.Object(
        {
          channels: quantitySchema(count, 'Input channels one list of input positions covers'),
          filters: Type.Optional(quantitySchema(count, 'Filters that share a list; default 1')),
        },
        { ...strict, description: 'The lists of input positions, sorted by weight, of the factorised style' },
      ),
    ),
    zeroWeights: Type.Optional(
      Type.Enum(['compute', 'gate', 'skip'], {
        description:
          'Weights that are zero: multiplied, gated (no energy), or skipped (no cycle either); default compute',
      }),
    ),
    zeroInputs: Type.Optional(
      Type.Enum(['compute', 'gate', 'skip'], { description: 'Inputs that are zero, the same; default compute' }),
    ),
    zeroInputsSpare: Type.Optional(
      Type.Array(role, {
        uniqueItems: true,
        description: 'Operands whose word is not moved to or from a MAC whose input is zero; needed with gate and skip',
      }),
    ),
  },
  { ...strict, description: 'The MAC units below the last level' },
);

const vectorSchema = Type.Object(
  {
    name: Type.Optional(label('Shown in results; `vector unit` when absent')),
    level: Type.String({ description: 'The level whose memories feed it' }),
    lanes: quantitySchema(count, 'Operations per cycle'),
    component: componentSchema('vector'),
    fused: Type.Optional(
      Type.Array(Type.Enum(['max', 'add', 'multiply', 'activation', 'copy']), {
        uniqueItems: true,
        description: 'Applied to outputs on their way out: operations but no extra traffic; default none',
      }),
    ),
  },
  { ...strict, description: 'Does pooling, additions and activations; absent: such layers are not costed' },
);

/** What people write: `hardware-specs/<name>.yaml`. */
export const hardwareFileSchema = Type.Object(
  {
    include: Type.Optional(
      Type.Union([Type.String(), Type.Array(Type.String())], {
        title: 'a file name or a list of file names',
        description: 'Specs this one starts from: maps are merged key by key, everything else is replaced',
      }),
    ),
    name: label('Name of the accelerator'),
    description: Type.Optional(Type.String({ description: 'One line' })),
    source: label('Paper or data sheet the organisation comes from'),
    technology: Type.Object(
      {
        node: quantitySchema('a length, such as 65 nm', 'Process node'),
        voltage: quantitySchema('a voltage, such as 1 V', 'Supply voltage of the logic'),
      },
      strict,
    ),
    clock: quantitySchema('a frequency, such as 200 MHz', 'Core clock'),
    clockPower: Type.Optional(quantitySchema('a power, such as 0.5 mW', 'Clock network while running; default 0 mW')),
    dataflow: Type.Enum(['row-stationary', 'weight-stationary', 'output-stationary', 'no-local-reuse'], {
      description: 'The dataflow template this accelerator was built for',
    }),
    energyUnit: Type.Optional(
      Type.Object(
        {
          name: label('For example MAC'),
          energy: quantitySchema('an energy, such as 1.7 pJ', 'One unit'),
          source: label('Where the figure comes from'),
        },
        { ...strict, description: 'What normalised energies are shown in' },
      ),
    ),
    levels: Type.Array(levelSchema, { minItems: 1, description: 'Memory hierarchy, outermost (DRAM) first' }),
    mac: macSchema,
    decoder: Type.Optional(decoderSchema),
    vector: Type.Optional(vectorSchema),
    constraints: Type.Optional(
      Type.Object(
        {
          spatial: Type.Optional(Type.Array(spatialSchema, { description: 'At most one entry for each level' })),
          ...constraintFields,
        },
        { ...strict, description: 'Limits on mappings' },
      ),
    ),
  },
  { ...strict, title: 'an accelerator' },
);

export type HardwareFile = Type.Static<typeof hardwareFileSchema>;
