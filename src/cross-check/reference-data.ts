import Type, { type Static } from 'typebox';
import { readDocument } from '../shared/document.ts';

const strict = { additionalProperties: false } as const;
const provenance = {
  kind: Type.Enum(['published', 'fitted', 'rebuilt'], { description: 'What kind of knowledge a figure is' }),
  source: Type.String({ minLength: 1 }),
};
const positive = Type.Number({ exclusiveMinimum: 0 });
const words = Type.Integer({ minimum: 1 });

const styleSchema = Type.Object({ ...provenance, note: Type.String() }, strict);
const platformSchema = Type.Object(
  {
    processingElements: words,
    bufferWords: words,
    registers: Type.Union([
      Type.Object({ shared: words }, strict),
      Type.Object({ ifmap: words, filter: words, psum: words }, strict),
    ]),
    ...provenance,
  },
  strict,
);

const schema = Type.Object(
  {
    costs: Type.Object(
      {
        unit: Type.String(),
        wordBits: words,
        dram: positive,
        buffer: positive,
        array: positive,
        registers: positive,
        mac: positive,
        ...provenance,
      },
      strict,
    ),
    platforms: Type.Object({ isca2016: platformSchema, eyeriss: platformSchema }, strict),
    styles: Type.Object({ online: styleSchema, simulator: styleSchema }, strict),
    chip: Type.Object({ staticMw: positive, unitPj: positive, ...provenance }, strict),
  },
  strict,
);

/** Costs, platforms and calibrations of the reference method, each with its source and kind. */
export type ReferenceData = Static<typeof schema>;
export type Costs = ReferenceData['costs'];
/** Capacities are in words of 16 bit. */
export type Platform = Static<typeof platformSchema>;
export type StyleName = keyof ReferenceData['styles'];

/** Reads `hardware-specs/cross-check/reference-tool.yaml`. Throws `InputError`. */
export function readReferenceData(file: string, text: string): ReferenceData {
  return readDocument(file, text, schema).value;
}
