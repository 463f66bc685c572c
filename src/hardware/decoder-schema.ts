import Type from 'typebox';
import { componentSchema, quantitySchema } from './component-schema.ts';

const strict = { additionalProperties: false } as const;
const size = 'a size, such as 108 KiB';
const count = 'a whole number, such as 14 or 12 * 14';
const label = (description: string) => Type.String({ minLength: 1, description });

/** The weight decoder of a spec. */
export const decoderSchema = Type.Object(
  {
    name: Type.Optional(label('Shown in results; `weight decoder` when absent')),
    level: Type.String({
      description: 'It stands directly below the memories of this level: indices above, words below',
    }),
    entries: quantitySchema(count, 'Entries of the table: the largest codebook it takes'),
    vectorLength: Type.Optional(quantitySchema(count, 'Words of one entry; default 1')),
    entry: quantitySchema(size, 'One word of an entry'),
    lookupsPerCycle: Type.Optional(quantitySchema('a number, such as 1', 'Of one table; default 1')),
    coding: Type.Optional(
      Type.Enum(['plain', 'entropy', 'runs'], {
        description:
          'plain: indices of log2 K bits; entropy: takes entropy-coded indices as well; runs: indices of what is not zero, each after a run of zeros; default plain',
      }),
    ),
    run: Type.Optional(quantitySchema(size, 'Of one run of zeros, with coding: runs')),
    symbolsPerCycle: Type.Optional(
      quantitySchema('a number, such as 1', 'Indices unpacked or entropy-decoded per table; default: not limited'),
    ),
    sharedBy: Type.Optional(quantitySchema(count, 'Instances of the level that share one table; default 1')),
    splitting: Type.Optional(
      Type.Enum(['forbidden', 'allowed'], {
        description: 'A codebook larger than the table: refused, or taken part by part; default forbidden',
      }),
    ),
    component: componentSchema('memory'),
    unpack: Type.Optional(
      Type.Object(
        {
          energy: quantitySchema('an energy, such as 0.1 pJ', 'Of unpacking one index'),
          energyPerBit: Type.Optional(
            quantitySchema(
              'an energy per bit, such as 0.1 pJ/bit',
              'Of entropy decoding, per coded bit; default 0 pJ/bit',
            ),
          ),
          source: label('Where the figure comes from'),
        },
        { ...strict, description: 'Absent: unpacking an index costs nothing, and results say so' },
      ),
    ),
  },
  {
    ...strict,
    description: 'Look-up tables that turn stored indices into weights; absent: weights are stored decoded',
  },
);
