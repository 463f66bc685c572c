import { type DescField, type DescMessage, ScalarType } from '@bufbuild/protobuf';
import { BinaryReader, WireType } from '@bufbuild/protobuf/wire';
import { InputError } from '../../../shared/issue.ts';
import { fault } from './fault.ts';

const deepestNesting = 90;
/** Far above any field a message of the format has. */
const largestField = 536_870_911;
const largestModelField = 64;
const strictText = new TextDecoder('utf-8', { fatal: true });
const intact = 'an ONNX model as it was exported';

interface Part {
  readonly desc: DescMessage;
  /** First byte, and the one after the last. */
  readonly from: number;
  readonly to: number;
  /** `graph.node`: which part of the model this is; empty for the whole. */
  readonly name: string;
  readonly depth: number;
}

/**
 * Walks the parts of a model by their headers alone and throws `onnx-truncated` or `onnx-invalid` at the first byte that
 * cannot be: the decoder would go on into the next part, and say neither where nor which.
 */
export function checkWire(desc: DescMessage, bytes: Uint8Array): void {
  checkPart(new BinaryReader(bytes), { desc, from: 0, to: bytes.length, name: '', depth: 0 });
}

function checkPart(reader: BinaryReader, part: Part): void {
  if (part.depth > deepestNesting) throw damaged(part, part.from, 'graphs are nested too deep');
  reader.pos = part.from;
  while (reader.pos < part.to) {
    const at = reader.pos;
    const [number, wireType] = orDamage(part, at, 'no field starts with this byte', () => reader.tag());
    if (number > (part.name === '' ? largestModelField : largestField)) throw notOnnx(at, `field ${number}`);
    const field = part.desc.fields.find((each) => each.number === number);
    const name = field === undefined ? part.name : part.name === '' ? field.name : `${part.name}.${field.name}`;
    if (field !== undefined && !fits(field, wireType)) {
      throw damaged(part, at, `"${field.name}" does not hold what it should`);
    }
    if (wireType === WireType.LengthDelimited) checkBlock(reader, part, { at, field, name });
    else {
      const why = `"${name}" does not end`;
      orDamage(part, at, why, () => reader.skip(wireType, number));
      if (reader.pos > part.to) throw damaged(part, at, why);
    }
  }
}

/** Whether a field may be stored as a block, or as a single number. Lists of numbers may be either. */
function fits(field: DescField, wireType: WireType): boolean {
  const isBlock = wireType === WireType.LengthDelimited;
  const holdsBlocks =
    field.message !== undefined || field.scalar === ScalarType.STRING || field.scalar === ScalarType.BYTES;
  return isBlock === holdsBlocks || (isBlock && field.fieldKind === 'list');
}

interface Block {
  readonly at: number;
  readonly field: DescField | undefined;
  readonly name: string;
}

/** A part that announces its length: a message, text or raw data. */
function checkBlock(reader: BinaryReader, part: Part, { at, field, name }: Block): void {
  const lengthAt = reader.pos;
  const length = orDamage(part, at, `the length of "${name}" does not end`, () => reader.uint32());
  const from = reader.pos;
  const left = part.to - from;
  if (length > left) {
    const isWhole = part.to === reader.len;
    const where = isWhole ? 'the file' : `"${part.name}"`;
    const what = name === part.name ? 'a part' : `"${name}"`;
    throw fault('onnx-truncated', `${where} ends early: ${what} announces ${length} bytes, ${left} are left`, {
      found: `byte ${at} of ${reader.len}`,
      accepted: isWhole ? `at least ${from + length} bytes` : intact,
    });
  }
  if (field?.scalar === ScalarType.STRING) {
    reader.pos = lengthAt;
    orDamage(part, at, `"${name}" is no text`, () => strictText.decode(reader.bytes()));
  }
  if (field?.message) checkPart(reader, { desc: field.message, from, to: from + length, name, depth: part.depth + 1 });
  reader.pos = from + length;
}

function orDamage<T>(part: Part, at: number, why: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof InputError) throw error;
    throw damaged(part, at, why);
  }
}

function damaged({ name }: Part, at: number, why: string): InputError {
  if (name === '') return notOnnx(at, why);
  return fault('onnx-invalid', `the file is damaged in "${name}": ${why}`, { found: `byte ${at}`, accepted: intact });
}

function notOnnx(at: number, why: string): InputError {
  return fault('onnx-invalid', `the file is not an ONNX model: ${why}`, { found: `byte ${at}`, accepted: intact });
}
