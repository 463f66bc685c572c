import Type, { type Static } from 'typebox';
import { initialisations } from './clustering/clustering-problem.ts';
import { entriesFields } from './entries-of.ts';
import { selectionFields } from './selection.ts';

/** Options of every engine that shares weights through a table. */
export const codebookFields = {
  ...entriesFields,
  init: Type.Optional(Type.Enum(initialisations, { description: 'First centres; default k-means++' })),
  iterations: Type.Optional(
    Type.Integer({ minimum: 0, maximum: 1e6, description: 'Most updates of the centres; default 100' }),
  ),
  tolerance: Type.Optional(
    Type.Number({ minimum: 0, maximum: 1, description: 'Stop when an update gains less, relative; default 1e-4' }),
  ),
  tables: Type.Optional(
    Type.Enum(['per-tensor', 'per-group'], { description: 'One table, or one per group of output channels' }),
  ),
  groupSize: Type.Optional(
    Type.Integer({ minimum: 1, description: 'Output channels per table; default those of one convolution group' }),
  ),
  scale: Type.Optional(
    Type.Enum(['none', 'per-channel'], { description: 'per-channel: outputs are scaled to largest weight 1 first' }),
  ),
  codebookBits: Type.Optional(
    Type.Union([Type.Literal(32), Type.Literal(16), Type.Literal(8)], { description: 'Bits of a number in a table' }),
  ),
  keepZeros: Type.Optional(
    Type.Boolean({ description: 'Vectors that are zero stay zero, through an entry of their own' }),
  ),
  importance: Type.Optional(
    Type.Enum(['none', 'given', 'magnitude'], {
      description: 'What weighs a vector: nothing, the importance given with the weights, or its squared weights',
    }),
  ),
  coding: Type.Optional(
    Type.Enum(['plain', 'huffman', 'arithmetic', 'entropy-bound'], { description: 'How indices are stored' }),
  ),
  ...selectionFields,
};

const all = Type.Object(codebookFields);

export type CodebookOptions = Static<typeof all>;
