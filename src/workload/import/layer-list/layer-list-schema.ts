import Type, { type Static } from 'typebox';
import { layerEntrySchema } from './layer-entry-schema.ts';

const size = Type.Integer({ minimum: 1, maximum: 1e9 });

/** A network as a YAML list of layers; `scenarios/workload.schema.json` is generated from it. */
export const layerListSchema = Type.Object(
  {
    name: Type.String({ minLength: 1, description: 'name of the network in results' }),
    source: Type.String({ minLength: 1, description: 'paper, file or model zoo the shapes come from' }),
    input: Type.Optional(
      Type.Object(
        {
          channels: Type.Integer({ minimum: 1, maximum: 1e9, description: 'channels of one image' }),
          size: Type.Tuple([size, size], { title: '[rows, columns]', description: 'rows and columns of one image' }),
        },
        { additionalProperties: false, description: 'what the first layer reads; the batch comes from the scenario' },
      ),
    ),
    layers: Type.Array(layerEntrySchema, {
      minItems: 1,
      description: 'each reads the one above unless it says `from`',
    }),
  },
  { additionalProperties: false },
);

/** A layer-list file as people write it. */
export type LayerListFile = Static<typeof layerListSchema>;
