import { create } from '@bufbuild/protobuf';
import { InputError, type Issue } from '../../../shared/issue.ts';
import { pathText } from '../../../shared/path-text.ts';
import type { ShapeOptions } from '../onnx/graph-inputs.ts';
import { GraphProtoSchema, ModelProtoSchema } from '../onnx/onnx_pb.ts';
import { ownDomain } from '../onnx/operators/layout.ts';
import { baseName, importModel, naming, type OnnxImport } from '../onnx/read-onnx.ts';
import { convolutionWriters } from './convolutions.ts';
import { GraphBuilder, type GraphTensor, type KerasWeights } from './graph-builder.ts';
import { field, listOf } from './inbound.ts';
import { kerasIssue, type Report } from './keras-fault.ts';
import { type LayerCall, type LayerWriter, listedLayer } from './layer-writer.ts';
import { type KerasCall, type KerasNetwork, type KerasTensorRef, readModelConfig } from './model-config.ts';
import { plainWriters } from './plain-layers.ts';
import { Settings } from './settings.ts';
import { windowWriters } from './windows.ts';

const writers: ReadonlyMap<string, LayerWriter> = new Map(
  Object.entries({ ...convolutionWriters, ...windowWriters, ...plainWriters }),
);

/** Element types of inputs, by TensorProto.DataType; floats for what is not listed. */
const elementTypes: Readonly<Record<string, number>> = { int32: 6, int64: 7, uint8: 2, int8: 3, float16: 10, bool: 9 };

/** A model as a file of Keras or TensorFlow.js describes it. */
export interface KerasModel {
  /** What `model.to_json()` writes, or what TensorFlow.js and `.h5` files wrap around it. */
  readonly config: unknown;
  readonly weights?: KerasWeights;
  /** `Keras 2.15.0`, for the source of the workload. */
  readonly writer: string;
}

/**
 * Reads a Keras model: every layer becomes ONNX nodes, which are costed as those of an ONNX file are (docs/onnx-operators.md).
 * Channels are in front of rows and columns in what is counted; no data moves for it. Throws InputError (`keras-invalid`).
 */
export function readKeras(file: string, model: KerasModel, options: ShapeOptions = {}): OnnxImport {
  return naming(file, options, () => {
    const issues: Issue[] = [];
    const report: Report = (message, details) => void issues.push(kerasIssue(message, details));
    const network = readModelConfig(model.config, report);
    const graph = new GraphBuilder(model.weights ?? (() => undefined));
    const outputs = write(network, graph, report);
    if (issues.length === 0 && outputs.length === 0) report('the model has no layers');
    if (issues.length > 0) throw new InputError(issues);
    const name = baseName(file).replace(/\.(json|h5|hdf5|keras)$/i, '');
    const proto = create(GraphProtoSchema, {
      node: graph.nodes,
      initializer: graph.initialisers,
      input: graph.inputs,
      output: outputs.map((output) => ({ name: output })),
    });
    const version = 17n;
    const opsetImport = ['', ownDomain].map((domain) => ({ domain, version }));
    const whole = create(ModelProtoSchema, { graph: proto, opsetImport });
    const source = `${model.writer} file ${baseName(file)}`;
    try {
      return importModel({ model: whole, graph: proto, name: name === 'model' ? network.name : name, source }, options);
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      throw new InputError(error.issues.map(inKerasTerms));
    }
  });
}

/** What is wrong with the shapes of an input is said alike for all files; the rest is a fault of this model. */
function inKerasTerms(issue: Issue): Issue {
  return issue.code === 'onnx-input-shape' ? issue : { ...issue, code: 'keras-invalid' };
}

/** Every call's nodes; names of the model's outputs. */
function write(network: KerasNetwork, graph: GraphBuilder, report: Report): readonly string[] {
  const results = new Map<string, readonly GraphTensor[]>();
  const of = ({ call, output }: KerasTensorRef): GraphTensor => {
    const made = results.get(call)!;
    // further outputs, such as the states of a recurrent layer, are not known
    return (
      made[output] ?? {
        own: graph.node('Output', `${call}:${output}`, [graph.own(made[0]!)], {}, 'keras'),
        rank: undefined,
      }
    );
  };
  for (const call of network.calls) {
    const settings = new Settings(call.layer, report);
    const inputs = call.inputs.map(of);
    if (inputs.length === 0 && call.layer.className !== 'InputLayer') {
      report(`layer "${call.layer.name}" has no input`, { path: pathText(call.layer.path) });
    }
    const made =
      call.layer.className === 'InputLayer'
        ? inputTensor(call, graph, report)
        : inputs.length === 0
          ? { own: '', rank: undefined }
          : writerOf(call)({ graph, settings, inputs, name: call.name });
    results.set(call.name, 'rank' in made ? [made] : made);
  }
  return [...new Set(network.outputs.filter(({ call }) => results.has(call)).map((end) => graph.own(of(end))))];
}

function writerOf({ layer }: KerasCall): LayerWriter {
  const inner = field(layer.config, 'layer');
  // a dense layer at every step is a dense layer over the last axis
  if (layer.className === 'TimeDistributed' && field(inner, 'class_name') === 'Dense') {
    return (call) => writers.get('Dense')!(insideWrapper(call, inner));
  }
  return writers.get(layer.className) ?? listedLayer;
}

function insideWrapper(call: LayerCall, inner: unknown): LayerCall {
  const config = field(inner, 'config') as Readonly<Record<string, unknown>> | undefined;
  return { ...call, settings: call.settings.of({ ...call.settings.layer, config: config ?? {} }) };
}

/** An input as it is declared: the first size is the batch, an open one stays open. */
function inputTensor({ name, layer }: KerasCall, graph: GraphBuilder, report: Report): GraphTensor {
  const { config } = layer;
  const shape = field(config, 'batch_input_shape') ?? field(config, 'batch_shape');
  const sizes = listOf(shape);
  const fits =
    sizes.length > 0 && sizes.every((size) => size === null || (Number.isSafeInteger(size) && (size as number) > 0));
  if (!fits) {
    report(`the shape of input "${name}" is not given`, {
      path: pathText([...layer.path, 'config', 'batch_input_shape']),
      found: shape === undefined ? 'nothing' : (JSON.stringify(shape) ?? 'nothing').slice(0, 80),
      accepted: 'sizes, null for what is open',
    });
    return { own: name, rank: undefined };
  }
  const type = elementTypes[String(field(config, 'dtype'))];
  return graph.input(
    name,
    sizes.map((size) => (size === null ? undefined : (size as number))),
    type,
  );
}
