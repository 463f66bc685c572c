import Type, { type Static } from 'typebox';
import { readDocument } from '../shared/document.ts';
import { checkKind } from './checks-file.ts';

const strict = { additionalProperties: false } as const;
const text = Type.String({ minLength: 1 });
const positive = Type.Number({ exclusiveMinimum: 0 });
const count = Type.Integer({ minimum: 1 });
const share = Type.Number({ minimum: 0, maximum: 1 });
const origin = { source: text, confidence: text, kind: checkKind };

const metric = Type.Object(
  {
    network: text,
    /** all convolutions without it */
    layer: Type.Optional(text),
    weightBits: count,
    activationBits: count,
    figure: positive,
    tolerance: positive,
  },
  strict,
);

const metrics = Type.Object(
  {
    measure: Type.Enum(['addersPerMac', 'adders', 'weightBits', 'activationBits', 'perAccess', 'perMac']),
    ...origin,
    rows: Type.Array(metric),
  },
  strict,
);

const schema = Type.Object(
  {
    metrics: Type.Array(metrics),
    reduction: Type.Object(
      { ...origin, network: text, layer: text, k: count, figure: positive, tolerance: positive },
      strict,
    ),
    layerRatios: Type.Object(
      {
        ...origin,
        network: text,
        vectorLength: count,
        tolerance: positive,
        rows: Type.Array(
          Type.Object({ layer: text, vectors: count, biases: count, k: count, ratio: positive }, strict),
        ),
      },
      strict,
    ),
    networkRatios: Type.Object(
      {
        ...origin,
        network: text,
        tolerance: positive,
        printed: Type.Object(origin, strict),
        settings: Type.Record(
          Type.String(),
          Type.Object({ bound: positive, plain: positive, packed: positive, printed: positive }, strict),
        ),
        layers: Type.Array(
          Type.Object(
            {
              name: text,
              size: count,
              vectors: count,
              k: Type.Record(Type.String(), count),
              p: Type.Record(Type.String(), share),
            },
            strict,
          ),
        ),
      },
      strict,
    ),
  },
  strict,
);

/** What Wu et al. 2018 (Deep k-Means) print, and what follows from it. */
export type DeepKMeansFigures = Static<typeof schema>;

/** Reads `hardware-specs/published/deep-k-means.yaml`. Throws `InputError`. */
export function readDeepKMeans(file: string, content: string): DeepKMeansFigures {
  return readDocument(file, content, schema).value;
}
