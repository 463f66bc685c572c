import { fault, UnknownShape } from './fault.ts';
import type { AttributeProto, NodeProto } from './onnx_pb.ts';
import type { Shape } from './shapes.ts';
import type { StoredTensor } from './stored-tensor.ts';
import type { TensorFacts } from './tensor-facts.ts';

/** The batch size the file was exported with, and the one asked for. */
export interface BatchOverride {
  readonly baked: number;
  readonly asked: number;
}

/** Where a node stands: what its inputs are known to be. */
export interface NodeSurroundings {
  readonly name: string;
  readonly opset: number;
  readonly batch: BatchOverride;
  /** Facts of a tensor; undefined while its shape is unknown. */
  readonly facts: (tensor: string) => TensorFacts | undefined;
  /** Checks and wraps a tensor held in an attribute. */
  readonly stored: (attribute: AttributeProto) => StoredTensor | undefined;
}

const decoder = new TextDecoder();

/** A node as the operator tables read it: inputs by position, attributes by name, with defaults. */
export class OnnxNode {
  readonly proto: NodeProto;
  /** Layer name. */
  readonly name: string;
  readonly origin: string;
  readonly opset: number;
  readonly batch: BatchOverride;
  private readonly surroundings: NodeSurroundings;
  private readonly attributes: ReadonlyMap<string, AttributeProto>;

  constructor(proto: NodeProto, surroundings: NodeSurroundings) {
    this.proto = proto;
    this.name = surroundings.name;
    this.origin = `${proto.opType} node "${proto.name || proto.output[0] || ''}"`;
    this.opset = surroundings.opset;
    this.batch = surroundings.batch;
    this.surroundings = surroundings;
    this.attributes = new Map(proto.attribute.map((attribute) => [attribute.name, attribute]));
  }

  /** How many input positions the node fills, empty optional ones included. */
  get inputCount(): number {
    return this.proto.input.length;
  }

  get outputCount(): number {
    return this.proto.output.length;
  }

  /** False for an optional input that is left out. */
  has(input: number): boolean {
    return (this.proto.input[input] ?? '') !== '';
  }

  /** Facts of an input that must be there; its shape may turn out to be unknown. */
  facts(input: number): TensorFacts {
    const name = this.proto.input[input] ?? '';
    if (name === '') throw fault('onnx-invalid', `input ${input} of ${this.origin} is missing`);
    const facts = this.surroundings.facts(name);
    if (facts === undefined) throw new UnknownShape(`input shape unknown: tensor "${name}"`);
    return facts;
  }

  /** Facts of an optional input. */
  optional(input: number): TensorFacts | undefined {
    return this.has(input) ? this.facts(input) : undefined;
  }

  shape(input: number): Shape {
    return this.facts(input).shape;
  }

  /** Facts of every input that is present. */
  all(): readonly TensorFacts[] {
    return this.proto.input.flatMap((_, index) => (this.has(index) ? [this.facts(index)] : []));
  }

  /** Elements of an input that must be known in advance: a shape, axes, indices. */
  values(input: number): readonly number[] {
    const values = this.facts(input).values;
    if (values === undefined) {
      throw new UnknownShape(`output shape depends on the values of tensor "${this.proto.input[input]}"`);
    }
    return values;
  }

  hasAttribute(name: string): boolean {
    return this.attributes.has(name);
  }

  int(name: string, otherwise: number): number {
    const attribute = this.attributes.get(name);
    return attribute === undefined ? otherwise : Number(attribute.i);
  }

  ints(name: string): readonly number[] | undefined {
    return this.attributes.get(name)?.ints.map(Number);
  }

  floats(name: string): readonly number[] | undefined {
    return this.attributes.get(name)?.floats;
  }

  text(name: string, otherwise: string): string {
    const attribute = this.attributes.get(name);
    return attribute === undefined ? otherwise : decoder.decode(attribute.s);
  }

  attribute(name: string): AttributeProto | undefined {
    return this.attributes.get(name);
  }

  stored(name: string): StoredTensor | undefined {
    const attribute = this.attributes.get(name);
    return attribute === undefined ? undefined : this.surroundings.stored(attribute);
  }

  /** Integers that older operator sets keep in an attribute and newer ones in an input. */
  intsFrom(attribute: string, input: number): readonly number[] | undefined {
    return this.ints(attribute) ?? (this.has(input) ? this.values(input) : undefined);
  }
}
