import { fromBinary } from '@bufbuild/protobuf';
import { checkWire } from './check-wire.ts';
import { fault } from './fault.ts';
import { type GraphProto, type ModelProto, ModelProtoSchema } from './onnx_pb.ts';

/** A model that has a graph. */
export interface DecodedModel {
  readonly model: ModelProto;
  readonly graph: GraphProto;
}

const gitLfsPointer = 'version https://git-lfs';

/** Bytes to message; throws `onnx-truncated` when the file ends early and `onnx-invalid` when it is no ONNX model. */
export function decodeModel(bytes: Uint8Array): DecodedModel {
  if (bytes.length === 0) throw fault('onnx-invalid', 'the file is empty');
  const start = String.fromCharCode(...bytes.subarray(0, gitLfsPointer.length));
  if (start === gitLfsPointer) {
    throw fault('onnx-invalid', 'the file is a Git LFS pointer, not the model', {
      hint: 'fetch it with `git lfs pull`',
    });
  }
  checkWire(ModelProtoSchema, bytes);
  const model = decode(bytes);
  if (model.graph === undefined) throw fault('onnx-invalid', 'the file holds no graph: it is not an ONNX model');
  return { model, graph: model.graph };
}

function decode(bytes: Uint8Array): ModelProto {
  try {
    return fromBinary(ModelProtoSchema, bytes, { readUnknownFields: false });
  } catch {
    // What the decoder says speaks of its own workings.
    throw fault('onnx-invalid', 'the file is not an ONNX model: its fields do not hold what their headers say', {
      found: `${bytes.length} bytes that cannot be read`,
      accepted: 'an ONNX model as it was exported',
    });
  }
}
