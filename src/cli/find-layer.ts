import { InputError } from '../shared/issue.ts';
import { nearest } from '../shared/nearest.ts';
import { listed } from '../study/select-layers.ts';

/** The layer `--layer` names; the only one there is when it is left out. */
export function findLayer<L extends { readonly name: string }>(
  layers: readonly L[],
  name: string | undefined,
  where: string,
): L {
  if (name === undefined && layers.length === 1) return layers[0]!;
  const found = layers.find((layer) => layer.name === name);
  if (found !== undefined) return found;
  const names = layers.map((layer) => layer.name);
  const meant = name === undefined ? undefined : nearest(name, names);
  throw new InputError([
    {
      code: name === undefined ? 'missing-option' : 'no-such-layer',
      severity: 'error',
      message:
        name === undefined ? `${where} has ${layers.length} layers: say which` : `${where} has no layer "${name}"`,
      path: '--layer',
      ...(name !== undefined && { found: name }),
      accepted: listed(names),
      ...(meant !== undefined && { hint: `did you mean "${meant}"?` }),
    },
  ]);
}
