import { InputError, type Issue } from '../../../shared/issue.ts';
import { pathText } from '../../../shared/path-text.ts';
import type { Workload } from '../../workload.ts';
import { inlineBranches } from './branches.ts';
import { decodeModel } from './decode-model.ts';
import { evaluate } from './evaluate.ts';
import { type ExternalData, notOpened } from './external-data.ts';
import { inlineFunctions } from './functions.ts';
import { buildGraph } from './graph.ts';
import { resolveInputs, type ShapeOptions } from './graph-inputs.ts';
import type { GraphProto, ModelProto, NodeProto } from './onnx_pb.ts';
import type { Evaluation, FoldedNode } from './progress.ts';
import type { LayerWeights } from './weights.ts';

/** Sizes the file leaves open, and what it keeps in other files. */
export interface OnnxOptions extends ShapeOptions {
  readonly external?: ExternalData | undefined;
}

/** A network read from an ONNX file. */
export interface OnnxImport {
  readonly workload: Workload;
  /** Trained tensors by layer name; bytes are read when asked for. */
  readonly weights: ReadonlyMap<string, LayerWeights>;
  /** Nodes that a neighbouring layer absorbs: folded batch normalisations and quantisation steps. */
  readonly folded: readonly FoldedNode[];
  /** The file decoded, for those who change it. */
  readonly model: ModelProto;
}

/**
 * Reads an ONNX model: shapes are inferred, shape arithmetic is folded, every operator becomes a layer, a free view or
 * an entry of `workload.uncosted`. `file` is used for names and issues only. Throws InputError with `onnx-…` codes.
 */
export function readOnnx(file: string, bytes: Uint8Array, options: OnnxOptions = {}): OnnxImport {
  return naming(file, options, () => {
    // a view of the plain type: parts of it are handed on, and a Buffer's parts are Buffers
    const plain = new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const { model, graph } = decodeModel(plain);
    const name = baseName(file).replace(/\.onnx$/i, '');
    return importModel({ model, graph, name, source: source(file, model) }, options);
  });
}

/** A graph in ONNX's terms, whatever file it was read from. */
export interface NamedModel {
  readonly model: ModelProto;
  readonly graph: GraphProto;
  readonly name: string;
  readonly source: string;
}

/** The same for a model at hand. */
export function importModel({ model, graph, name, source }: NamedModel, options: OnnxOptions): OnnxImport {
  const issues: Issue[] = [];
  const { layers, uncosted, weights, folded } = walk(model, graph, options, issues);
  if (issues.length > 0) throw new InputError(issues);
  return { workload: { name, source, layers, uncosted }, weights, folded, model };
}

/** Adds the file's name to what is wrong in it. */
export function naming<T>(file: string, options: ShapeOptions, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    const given = Object.keys(options.inputShapes ?? {}).map((name) => pathText(['inputShapes', name]));
    // What is wrong with a shape that was given stands where it was given, not in the file.
    throw new InputError(error.issues.map((issue) => (given.includes(issue.path ?? '') ? issue : { ...issue, file })));
  }
}

/** Branches inside branches, or behind one another's results, that are followed; the others are listed. */
const mostWalks = 64;

/** Walked once more wherever the condition of an If has turned out to be known: its branch is then part of the graph. */
function walk(model: ModelProto, proto: GraphProto, options: OnnxOptions, issues: Issue[]): Evaluation {
  const { external = notOpened } = options;
  let nodes: readonly NodeProto[] = proto.node;
  for (let walks = 1; ; walks += 1) {
    const found: Issue[] = [];
    nodes = inlineFunctions(model, nodes, found);
    const graph = buildGraph({ graph: proto, nodes, external }, found);
    const inputs = resolveInputs(graph, options, found);
    const evaluation = evaluate({ graph, inputs, opsets: opsetVersions(model), external }, found);
    const chosen = walks < mostWalks ? inlineBranches(nodes, evaluation.facts) : undefined;
    if (chosen === undefined) {
      issues.push(...found);
      return evaluation;
    }
    nodes = chosen;
  }
}

/** The last part of a path. */
export function baseName(file: string): string {
  return file.split(/[\\/]/).at(-1) ?? file;
}

/** Version of each operator set the model asks for; ONNX's own has the empty name. */
function opsetVersions(model: ModelProto): ReadonlyMap<string, number> {
  return new Map(
    model.opsetImport.map(({ domain, version }) => [domain === 'ai.onnx' ? '' : domain, Number(version)] as const),
  );
}

function source(file: string, model: ModelProto): string {
  const producer = `${model.producerName} ${model.producerVersion}`.trim();
  const opset = opsetVersions(model).get('');
  return `ONNX file ${baseName(file)}, producer ${producer || 'unknown'}, opset ${opset ?? 'unknown'}`;
}
