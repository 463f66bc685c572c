import Type from 'typebox';
import type { CheckedLayer } from './check-weights.ts';
import { fitsGlob } from './glob.ts';

/** Options by which every engine leaves layers out. */
export const selectionFields = {
  exclude: Type.Optional(
    Type.Array(Type.String({ minLength: 1 }), { description: 'Layers left as they are; `*` any letters, `?` one' }),
  ),
  minimumWeights: Type.Optional(
    Type.Integer({
      minimum: 0,
      maximum: 1e12,
      description: 'Layers with fewer weights are left as they are; default 0',
    }),
  ),
  fc: Type.Optional(Type.Boolean({ description: 'Whether fully connected and matrix layers are compressed' })),
};

export interface Selection {
  readonly exclude?: readonly string[];
  readonly minimumWeights?: number;
  readonly fc?: boolean;
}

/** Why a layer is left as it is; undefined when it is compressed. */
export function leftOut({ exclude = [], minimumWeights = 0, fc }: Selection, each: CheckedLayer): string | undefined {
  const { layer, weights } = each;
  const pattern = exclude.find((one) => fitsGlob(layer.name, one));
  if (pattern !== undefined) return `left as it is: excluded by "${pattern}"`;
  if (weights < minimumWeights) return `left as it is: ${weights} weights, fewer than ${minimumWeights}`;
  if (!fc && (layer.kind === 'fc' || layer.kind === 'matmul')) return 'left as it is: fully connected';
  return undefined;
}
