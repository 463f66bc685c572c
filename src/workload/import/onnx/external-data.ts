import type { TensorProto } from './onnx_pb.ts';

/** Where a tensor's elements lie outside the model's own file. */
export interface ExternalPart {
  /** A path relative to the model's folder, as the file has it: not to be trusted. */
  readonly location: string;
  readonly offset: number;
  readonly bytes: number;
}

/** Finds elements outside the file: how to read them, or why they cannot be. Nothing is read before that is called. */
export type ExternalData = (part: ExternalPart) => (() => Uint8Array) | string;

/** Without access to files. */
export const notOpened: ExternalData = () => 'stored in an external file, which is not opened';

/** What the tensor says of its elements; a string tells what is wrong with that. */
export function externalPart(tensor: TensorProto, bytes: number): ExternalPart | string {
  const said = new Map(tensor.externalData.map(({ key, value }) => [key, value]));
  const location = said.get('location') ?? '';
  const offset = Number(said.get('offset') ?? 0);
  const length = Number(said.get('length') ?? bytes);
  if (location === '') return 'stored in an external file that is not named';
  if (!Number.isSafeInteger(offset) || offset < 0) return `stored in "${location}" at an impossible offset`;
  if (length !== bytes) return `stored in "${location}" as ${said.get('length')} bytes where ${bytes} are promised`;
  return { location, offset, bytes };
}
