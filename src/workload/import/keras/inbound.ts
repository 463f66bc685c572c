export type Json = Readonly<Record<string, unknown>>;

/** A value of a JSON file that has keys. */
export const isMap = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
/** What stands under a key; undefined where there is no map. */
export const field = (value: unknown, key: string): unknown => (isMap(value) ? value[key] : undefined);
/** A list; empty where there is none. */
export const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

/** Far deeper than arguments are written. */
const deepestArgument = 32;

/** What a layer is applied to in one of its calls: layer, which of its calls, which output. */
export type Inbound = readonly [layer: string, node: number, output: number];

/** `[name, call, output]`, or a list or map of these. */
export function endsOf(value: unknown): readonly Inbound[] {
  if (isMap(value)) return Object.values(value).flatMap(endsOf);
  const list = listOf(value);
  if (typeof list[0] === 'string') return [[list[0], Number(list[1] ?? 0), Number(list[2] ?? 0)]];
  return list.flatMap(endsOf);
}

/** Keras 3 writes arguments that are tensors with their history; Keras 2 lists of names. */
export function inboundOf(node: unknown): readonly Inbound[] {
  if (!isMap(node)) return listOf(node).flatMap(endOrEnds);
  const found: Inbound[] = [];
  const look = (value: unknown, depth: number): void => {
    if (depth > deepestArgument) return;
    if (Array.isArray(value)) for (const each of value) look(each, depth + 1);
    else if (isMap(value)) {
      if (field(value, 'class_name') === '__keras_tensor__') {
        found.push(...endsOf(field(field(value, 'config'), 'keras_history')));
      } else for (const each of Object.values(value)) look(each, depth + 1);
    }
  };
  look('args' in node || 'kwargs' in node ? [field(node, 'args'), field(node, 'kwargs')] : node, 0);
  return found.length > 0 ? found : Object.values(node).flatMap(endOrEnds);
}

/** Tensors among the further arguments of a call count as inputs too. */
function endOrEnds(value: unknown): readonly Inbound[] {
  const list = listOf(value);
  if (typeof list[0] !== 'string') return list.flatMap(endOrEnds);
  const further = isMap(list[3]) ? Object.values(list[3]).flatMap((each) => (isEnd(each) ? endsOf(each) : [])) : [];
  return [...endsOf(list), ...further];
}

const isEnd = (value: unknown): boolean =>
  Array.isArray(value) && typeof value[0] === 'string' && Number.isInteger(value[1]) && Number.isInteger(value[2]);
