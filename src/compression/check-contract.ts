import Type from 'typebox';
import Value from 'typebox/value';
import { InputError, type Issue } from '../shared/issue.ts';
import { layerSchema } from './artefact/artefact-schema.ts';
import { loadLayer } from './artefact/load-layer.ts';
import { storeLayer } from './artefact/store-layer.ts';
import { type CheckedLayer, checkWeights } from './check-weights.ts';
import { countedBits } from './counted-bits.ts';
import { distortion, zeroShareOf } from './distortion.ts';
import type { CompressedTensor, CompressionInput } from './engine.ts';
import { indexStatistics } from './index-statistics.ts';
import { shapeOf } from './uncompressed.ts';

const resultSchema = Type.Object({ layers: Type.Array(Type.Object({ layer: Type.String() })) });

/**
 * The layers an engine from elsewhere gave back, if it keeps the contract: layers in order, shapes, bits that add up, and an
 * artefact that decodes to the weights it states. Zero share, distortion and index statistics are measured anew. Throws
 * an InputError with a fault (`engine-contract`) for each layer that is not as it should be.
 */
export function checkContract(engine: string, input: CompressionInput, result: unknown): CompressedTensor[] {
  const issues: Issue[] = [];
  const fault = (message: string, layer?: string) =>
    void issues.push({
      code: 'engine-contract',
      severity: 'error',
      message: `the engine "${engine}" ${message}`,
      ...(layer !== undefined && { path: layer }),
      hint: 'this is a fault of the engine; docs/compression.md says what it must give',
    });
  if (!Value.Check(resultSchema, result)) {
    fault('gives no list of layers');
    throw new InputError(issues);
  }
  const layers = result.layers as unknown as readonly CompressedTensor[];
  const checked = new Map(checkWeights(input).map((each) => [each.layer.name, each]));
  for (const message of orderFaults(layers, checked)) fault(message);
  if (issues.length > 0) throw new InputError(issues);
  const measured = layers.map((layer) => {
    const each = checked.get(layer.layer)!;
    const wrong = layerFault(layer, each);
    if (wrong !== undefined) fault(`gives ${wrong} for "${layer.layer}"`, layer.layer);
    return wrong === undefined ? measure(layer, each) : layer;
  });
  if (issues.length > 0) throw new InputError(issues);
  return measured;
}

/** Every layer that has weights, others with weights to assume at will, each once and in the order of the network. */
function orderFaults(layers: readonly CompressedTensor[], known: ReadonlyMap<string, CheckedLayer>): string[] {
  const names = layers.map(({ layer }) => layer);
  const unknown = names.filter((name) => !known.has(name));
  const missing = [...known.values()].filter(({ tensor, layer }) => tensor && !names.includes(layer.name));
  const expected = [...known.keys()].filter((name) => names.includes(name));
  const ordered = names.length === expected.length && names.every((name, at) => name === expected[at]);
  return [
    ...unknown.map((name) => `gives a layer "${name}", which the network does not have, or not with weights`),
    ...missing.map(({ layer }) => `leaves out the layer "${layer.name}"`),
    ...(unknown.length === 0 && !ordered ? ['gives layers twice, or not in the order of the network'] : []),
  ];
}

/** What is wrong with a layer, as the object of "gives"; undefined when nothing is. */
function layerFault(given: CompressedTensor, each: CheckedLayer): string | undefined {
  const { error: _error, indices: _indices, ...described } = given;
  if (!Value.Check(layerSchema, described)) {
    const [wrong] = Value.Errors(layerSchema, described);
    return `a description that is malformed (${wrong?.instancePath || '/'} ${wrong?.message ?? ''})`;
  }
  const { tensor, weights } = each;
  const biases = tensor === undefined ? each.biases : (tensor.bias?.length ?? 0);
  if (given.weights !== weights || given.biases !== biases) {
    return `${given.weights} weights and ${given.biases} biases, where there are ${weights} and ${biases},`;
  }
  const shape = tensor?.shape ?? shapeOf(each);
  if (given.shape.some((size, axis) => size !== shape[axis])) return `the shape ${given.shape.join(' × ')}`;
  const counted = countedBits(given);
  if (Math.abs(counted - given.bitsAfter) > 1e-6 * counted) {
    return `${given.bitsAfter} bits, where its encoding adds up to ${counted},`;
  }
  if (given.bitsBefore !== 32 * (weights + biases))
    return `${given.bitsBefore} bits before, where weights and biases have 32 each,`;
  if (given.assumed && given.decoded === undefined) return storedFault(given);
  return arrayFault(given, each) ?? storedFault(given);
}

/** Arrays of the right kind and length, and finite. */
function arrayFault(given: CompressedTensor, { weights, tensor }: CheckedLayer): string | undefined {
  const { decoded, bias, codebook, indexStream, scales, encoding } = given;
  if (given.assumed || tensor === undefined) return 'decoded weights and says they are assumed';
  if (!(decoded instanceof Float32Array) || decoded.length !== weights)
    return `no Float32Array of ${weights} decoded weights`;
  if (!decoded.every(Number.isFinite)) return 'decoded weights that are not finite';
  const same =
    bias === tensor.bias ||
    (bias?.length === tensor.bias?.length && bias?.every((value, at) => value === tensor.bias![at]));
  if (!same) return 'other biases than it was given';
  if (encoding.kind !== 'codebook') return undefined;
  const { tables, entries, vectorLength, vectors } = encoding;
  const numbers = tables * entries * vectorLength;
  if (vectors * vectorLength !== weights)
    return `${vectors} vectors of ${vectorLength}, where there are ${weights} weights,`;
  if (!(codebook instanceof Float32Array) || codebook.length !== numbers)
    return `no Float32Array of ${numbers} table entries`;
  if (!(indexStream instanceof Uint32Array) || indexStream.length !== vectors)
    return `no Uint32Array of ${vectors} indices`;
  if (indexStream.some((index) => index >= entries)) return 'an index beyond the table';
  return scales !== undefined && !(scales instanceof Float32Array) ? 'scales that are no Float32Array' : undefined;
}

/** What would be written must take the bits stated and decode to the weights stated. */
function storedFault(given: CompressedTensor): string | undefined {
  try {
    const parts = storeLayer(given);
    const { decoded } = loadLayer({ described: given, part: (name) => parts.get(name) });
    if (decoded?.some((value, at) => value !== given.decoded![at]))
      return 'decoded weights other than its tables and indices';
    const bits = [...parts.values()].reduce((sum, { bytes }) => sum + bytes.length * 8, 0);
    // two streams may end inside a byte; nothing reaches the entropy bound
    const bound = given.encoding.kind === 'codebook' && given.encoding.coding === 'entropy-bound';
    if (given.assumed || bound || Math.abs(bits - given.bitsAfter) < 16) return undefined;
    return `${given.bitsAfter} bits, where storing it takes ${bits},`;
  } catch (error) {
    return `what cannot be stored (${error instanceof InputError ? error.issues[0]!.message : String(error)})`;
  }
}

function measure(given: CompressedTensor, { tensor, groups }: CheckedLayer): CompressedTensor {
  const { error: _error, indices: _indices, ...rest } = given;
  const { decoded, indexStream, encoding, shape } = rest;
  if (decoded === undefined || tensor === undefined) return rest;
  return {
    ...rest,
    zeroShare: zeroShareOf(decoded),
    error: distortion(tensor.data, decoded),
    ...(encoding.kind === 'codebook' && {
      indices: indexStatistics({ ...encoding, indices: indexStream!, shape, groups }),
    }),
  };
}
