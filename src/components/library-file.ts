import { type Static, Type } from 'typebox';

const quantity = (title: string) => Type.String({ minLength: 1, title });
const source = Type.String({ minLength: 1, title: 'paper, data sheet or derivation the figures come from' });
const confidence = Type.Enum(['very high', 'high', 'medium', 'low'], { title: 'very high, high, medium or low' });
const flavour = Type.Enum(['HP', 'LP'], { title: 'HP or LP' });
const strict = { additionalProperties: false };

const technology = Type.Object(
  {
    node: quantity('a length such as 45 nm'),
    voltage: quantity('a voltage such as 0.9 V'),
    flavour: Type.Optional(flavour),
  },
  strict,
);
const actions = Type.Record(Type.String(), quantity('an energy such as 1.7 pJ'));
const operandWidths = Type.Object(
  { W: quantity('a width such as 8 bit'), I: quantity('a width such as 8 bit'), O: quantity('a width such as 32 bit') },
  strict,
);

const component = Type.Object(
  {
    name: Type.String({ minLength: 1 }),
    class: Type.Enum(['dram', 'sram', 'regfile', 'register', 'noc', 'mac', 'adder', 'vector']),
    technology,
    width: Type.Optional(quantity('bits of one action, such as 64 bit')),
    bits: Type.Optional(operandWidths),
    actions: Type.Optional(actions),
    points: Type.Optional(
      Type.Array(Type.Object({ capacity: quantity('a size such as 8 KiB'), actions }, strict), { minItems: 1 }),
    ),
    capacityExponent: Type.Optional(Type.Number({ minimum: 0, maximum: 1 })),
    area: Type.Union([Type.Object({ table: Type.String({ minLength: 1 }) }, strict), quantity('an area, or unknown')]),
    areaSource: Type.Optional(source),
    leakage: quantity('a power, or unknown'),
    source,
    confidence,
    notes: Type.Optional(Type.String()),
  },
  strict,
);

const areaTable = Type.Object(
  {
    name: Type.String({ minLength: 1 }),
    technology,
    source,
    confidence,
    notes: Type.Optional(Type.String()),
    points: Type.Array(Type.Object({ capacity: quantity('a size'), areaPerByte: quantity('an area') }, strict), {
      minItems: 1,
    }),
  },
  strict,
);

const nodeScaling = Type.Object(
  {
    source,
    confidence,
    notes: Type.Optional(Type.String()),
    nodes: Type.Array(
      Type.Object(
        {
          node: quantity('a length such as 45 nm'),
          flavour: Type.Optional(flavour),
          a2: Type.Number(),
          a1: Type.Number(),
          a0: Type.Number(),
        },
        strict,
      ),
      { minItems: 1 },
    ),
  },
  strict,
);

/** One file of `hardware-specs/components/`: rows, area tables, node scaling, any of them. */
export const libraryFileSchema = Type.Object(
  {
    components: Type.Optional(Type.Array(component)),
    areaTables: Type.Optional(Type.Array(areaTable)),
    nodeScaling: Type.Optional(nodeScaling),
  },
  { ...strict, title: 'a component library file' },
);

export type LibraryFile = Static<typeof libraryFileSchema>;
