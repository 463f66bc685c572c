import { BinaryReader, BinaryWriter, WireType } from '@bufbuild/protobuf/wire';
import type { ModelProto, TensorProto } from './onnx_pb.ts';

type Kind = 'model' | 'graph' | 'function' | 'node' | 'attribute' | 'tensor';

/** By field number: the fields that lead to stored tensors. */
const ways: Readonly<Record<Kind, Readonly<Record<number, { readonly field: string; readonly kind: Kind }>>>> = {
  model: { 7: { field: 'graph', kind: 'graph' }, 25: { field: 'functions', kind: 'function' } },
  graph: { 1: { field: 'node', kind: 'node' }, 5: { field: 'initializer', kind: 'tensor' } },
  function: { 7: { field: 'node', kind: 'node' } },
  node: { 5: { field: 'attribute', kind: 'attribute' } },
  attribute: { 5: { field: 't', kind: 'tensor' }, 6: { field: 'g', kind: 'graph' } },
  tensor: {},
};

const rawData = 9;
/** `float_data` and its like, and `raw_data`: one of them holds the elements. */
const elementFields = [4, 5, 7, rawData, 10, 11];
/** `external_data` and `data_location`: the new elements are in the file. */
const elsewhere = [13, 14];

/** Elements to put in place of others, in ONNX's raw form. */
export type Replacements = ReadonlyMap<TensorProto, Uint8Array>;

/**
 * The file with the elements of some tensors replaced and every other byte as it was, but for the lengths around them: what is
 * not understood stays too. `model` is the file decoded; undefined when a tensor is not found in it.
 */
export function replaceTensors(
  bytes: Uint8Array,
  model: ModelProto,
  replacements: Replacements,
): Uint8Array | undefined {
  const left = new Set(replacements.keys());
  const seen = new Map<object, Map<string, number>>();
  /** The next message of a repeated field, in the order of the file. */
  const child = (parent: object, field: string): object | undefined => {
    const value = (parent as Readonly<Record<string, unknown>>)[field];
    if (!Array.isArray(value)) return value as object | undefined;
    const counts = seen.get(parent) ?? new Map<string, number>();
    const index = counts.get(field) ?? 0;
    seen.set(parent, counts.set(field, index + 1));
    return value[index] as object | undefined;
  };
  const rewrite = (kind: Kind, message: object, part: Uint8Array): Uint8Array => {
    const elements = replacements.get(message as TensorProto);
    if (elements !== undefined) {
      left.delete(message as TensorProto);
      return withElements(part, elements);
    }
    let changed = false;
    const pieces = fieldsOf(part).map((each) => {
      const way = each.body === undefined ? undefined : ways[kind][each.number];
      const inner = way && child(message, way.field);
      if (way === undefined || inner === undefined || each.body === undefined) return each.whole;
      const body = rewrite(way.kind, inner, each.body);
      if (body === each.body) return each.whole;
      changed = true;
      return delimited(each.number, body);
    });
    return changed ? joined(pieces) : part;
  };
  const replaced = rewrite('model', model, bytes);
  return left.size === 0 ? replaced : undefined;
}

/** The new elements stand where the old ones began. */
function withElements(tensor: Uint8Array, elements: Uint8Array): Uint8Array {
  const fields = fieldsOf(tensor);
  const isElements = ({ number }: Field) => elementFields.includes(number);
  const first = fields.findIndex(isElements);
  const pieces = fields.flatMap((field, at) => {
    if (at === first) return [delimited(rawData, elements)];
    return isElements(field) || elsewhere.includes(field.number) ? [] : [field.whole];
  });
  return joined(first < 0 ? [...pieces, delimited(rawData, elements)] : pieces);
}

interface Field {
  readonly number: number;
  /** Tag and length included. */
  readonly whole: Uint8Array;
  /** Of length-delimited fields. */
  readonly body?: Uint8Array;
}

function fieldsOf(message: Uint8Array): Field[] {
  const reader = new BinaryReader(message);
  const fields: Field[] = [];
  while (reader.pos < reader.len) {
    const start = reader.pos;
    const [number, wireType] = reader.tag();
    if (wireType === WireType.LengthDelimited) {
      const body = reader.bytes();
      fields.push({ number, whole: message.subarray(start, reader.pos), body });
    } else {
      reader.skip(wireType, number);
      fields.push({ number, whole: message.subarray(start, reader.pos) });
    }
  }
  return fields;
}

function delimited(number: number, body: Uint8Array): Uint8Array {
  return new BinaryWriter().tag(number, WireType.LengthDelimited).bytes(body).finish();
}

function joined(pieces: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(pieces.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
}
