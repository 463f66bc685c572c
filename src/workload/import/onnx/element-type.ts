/** What the importer needs to know of an ONNX element type. */
export interface ElementType {
  readonly name: string;
  readonly bits: number;
  readonly integer: boolean;
}

const type = (name: string, bits: number, integer = false): ElementType => ({ name, bits, integer });

/** By the number ONNX gives the type (TensorProto.DataType). STRING has no fixed width and is absent. */
export const elementTypes: ReadonlyMap<number, ElementType> = new Map([
  [1, type('FLOAT', 32)],
  [2, type('UINT8', 8, true)],
  [3, type('INT8', 8, true)],
  [4, type('UINT16', 16, true)],
  [5, type('INT16', 16, true)],
  [6, type('INT32', 32, true)],
  [7, type('INT64', 64, true)],
  [9, type('BOOL', 8)],
  [10, type('FLOAT16', 16)],
  [11, type('DOUBLE', 64)],
  [12, type('UINT32', 32, true)],
  [13, type('UINT64', 64, true)],
  [14, type('COMPLEX64', 64)],
  [15, type('COMPLEX128', 128)],
  [16, type('BFLOAT16', 16)],
  [17, type('FLOAT8E4M3FN', 8)],
  [18, type('FLOAT8E4M3FNUZ', 8)],
  [19, type('FLOAT8E5M2', 8)],
  [20, type('FLOAT8E5M2FNUZ', 8)],
  [21, type('UINT4', 4, true)],
  [22, type('INT4', 4, true)],
  [23, type('FLOAT4E2M1', 4)],
  [24, type('FLOAT8E8M0', 8)],
  [25, type('UINT2', 2, true)],
  [26, type('INT2', 2, true)],
]);

/** Width of a quantised (integer) element; undefined for floating point, whose width is left to the hardware. */
export function integerBits(elementType: number): number | undefined {
  const found = elementTypes.get(elementType);
  return found?.integer ? found.bits : undefined;
}
