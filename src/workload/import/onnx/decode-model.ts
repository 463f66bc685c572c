import { fromBinary } from '@bufbuild/protobuf';
import { BinaryReader, WireType } from '@bufbuild/protobuf/wire';
import { InputError } from '../../../shared/issue.ts';
import { fault } from './fault.ts';
import { type GraphProto, type ModelProto, ModelProtoSchema } from './onnx_pb.ts';

/** A model that has a graph. */
export interface DecodedModel {
  readonly model: ModelProto;
  readonly graph: GraphProto;
}

const gitLfsPointer = 'version https://git-lfs';
const largestModelField = 64;

/** Bytes to message; throws `onnx-truncated` when the file ends early and `onnx-invalid` when it is no ONNX model. */
export function decodeModel(bytes: Uint8Array): DecodedModel {
  if (bytes.length === 0) throw fault('onnx-invalid', 'the file is empty');
  const start = String.fromCharCode(...bytes.subarray(0, gitLfsPointer.length));
  if (start === gitLfsPointer) {
    throw fault('onnx-invalid', 'the file is a Git LFS pointer, not the model', {
      hint: 'fetch it with `git lfs pull`',
    });
  }
  const model = translateErrors(() => {
    checkEnvelope(bytes);
    return fromBinary(ModelProtoSchema, bytes, { readUnknownFields: false });
  });
  if (model.graph === undefined) throw fault('onnx-invalid', 'the file holds no graph: it is not an ONNX model');
  return { model, graph: model.graph };
}

/** The model's own fields must fit in the file: the decoder alone does not say where a cut file ends. */
function checkEnvelope(bytes: Uint8Array): void {
  const reader = new BinaryReader(bytes);
  while (reader.pos < reader.len) {
    const [field, wireType] = reader.tag();
    if (field > largestModelField)
      throw fault('onnx-invalid', 'the file is not an ONNX model', { found: `field ${field}` });
    if (wireType !== WireType.LengthDelimited) {
      reader.skip(wireType, field);
      continue;
    }
    const length = reader.uint32();
    const left = reader.len - reader.pos;
    if (length > left) {
      throw fault('onnx-truncated', `the file ends early: ${length} bytes are announced, ${left} are left`, {
        found: `${bytes.length} bytes`,
      });
    }
    reader.pos += length;
  }
}

function translateErrors<T>(decode: () => T): T {
  try {
    return decode();
  } catch (error) {
    if (error instanceof InputError) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    const truncated = reason.includes('premature EOF');
    throw fault(
      truncated ? 'onnx-truncated' : 'onnx-invalid',
      truncated ? 'a part of the file ends early' : 'the file is not an ONNX model',
      { found: reason },
    );
  }
}
