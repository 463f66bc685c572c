import { pathText } from '../../../shared/path-text.ts';
import { endsOf, field, type Inbound, inboundOf, isMap, type Json, listOf } from './inbound.ts';
import type { Report } from './keras-fault.ts';

/** A layer as Keras describes it. */
export interface KerasLayer {
  readonly className: string;
  readonly name: string;
  readonly config: Readonly<Record<string, unknown>>;
  /** Where it stands in the description. */
  readonly path: readonly (string | number)[];
}

/** What a call of a layer gives: the call, and which of its outputs. */
export interface KerasTensorRef {
  readonly call: string;
  readonly output: number;
}

/** One use of a layer. Models inside models are opened: what is left has layers only. */
export interface KerasCall {
  /** Unique among calls. */
  readonly name: string;
  readonly layer: KerasLayer;
  readonly inputs: readonly KerasTensorRef[];
}

export interface KerasNetwork {
  readonly name: string;
  readonly calls: readonly KerasCall[];
  readonly outputs: readonly KerasTensorRef[];
}

type Path = readonly (string | number)[];

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');

const deepestNesting = 16;
/** Far above any real network; models used inside models multiply. */
const mostCalls = 100_000;

/** What is known of a model while it is opened. */
interface Opening {
  readonly calls: KerasCall[];
  readonly names: Set<string>;
  readonly report: Report;
  /** There are more calls than any network has. */
  full: boolean;
}

/** True for the description of a sequential or functional model, with or without what TensorFlow.js writes around it. */
export function isKerasModel(json: unknown): boolean {
  const { model } = unwrapped(json);
  return textOf(field(model, 'class_name')) !== '' && field(model, 'config') !== undefined;
}

/** The description inside the file of `model.to_json()`, of an `.h5` file, or of TensorFlow.js. */
function unwrapped(json: unknown): { readonly model: unknown; readonly path: Path } {
  let model = json;
  const path: string[] = [];
  for (const key of ['modelTopology', 'model_config']) {
    if (!isMap(model) || !(key in model)) continue;
    model = model[key];
    path.push(key);
  }
  return { model, path };
}

/** Opens the description of a model into calls of layers, in an order in which inputs come first. */
export function readModelConfig(json: unknown, report: Report): KerasNetwork {
  const { model, path } = unwrapped(json);
  if (Array.isArray(field(model, 'node'))) {
    report('this is a graph model of TensorFlow.js, which is not read', {
      path: pathText(path),
      accepted: 'a layers model: tensorflowjs_converter --output_format=tfjs_layers_model',
    });
    return { name: '', calls: [], outputs: [] };
  }
  if (!isMap(model) || textOf(field(model, 'class_name')) === '') {
    report('this is not the description of a Keras model', { accepted: 'a map with class_name and config' });
    return { name: '', calls: [], outputs: [] };
  }
  const opening = { calls: [], names: new Set<string>(), report, full: false };
  const outputs = open(opening, { model, path, prefix: '', inputs: undefined, depth: 0 });
  return { name: nameOf(model), calls: opening.calls, outputs };
}

interface Model {
  readonly model: Json;
  readonly path: Path;
  readonly prefix: string;
  /** What stands for its input layers; undefined for the outermost model. */
  readonly inputs: readonly KerasTensorRef[] | undefined;
  readonly depth: number;
}

function nameOf(model: Json): string {
  return (
    textOf(field(field(model, 'config'), 'name')) || textOf(field(model, 'name')) || textOf(field(model, 'class_name'))
  );
}

const isModel = (className: string): boolean => ['Sequential', 'Functional', 'Model'].includes(className);

/** Adds a model's calls; its outputs. */
function open(opening: Opening, { model, path, prefix, inputs, depth }: Model): readonly KerasTensorRef[] {
  const { report } = opening;
  const className = textOf(field(model, 'class_name'));
  if (!isModel(className) || depth > deepestNesting) {
    const message =
      depth > deepestNesting
        ? 'models stand inside models without end'
        : 'this kind of model is defined by code, not by layers';
    report(message, {
      path: pathText([...path, 'class_name']),
      found: className,
      accepted: 'Sequential, Functional, Model',
    });
    return [];
  }
  const config = field(model, 'config');
  const layers = Array.isArray(config) ? config : field(config, 'layers');
  const at = [...path, 'config', ...(Array.isArray(config) ? [] : ['layers'])];
  if (!Array.isArray(layers)) {
    report('the model has no list of layers', { path: pathText(at) });
    return [];
  }
  const read = layers.map((layer, index) => readLayer(layer, [...at, index], report));
  const whole = { opening, prefix, inputs, depth };
  return className === 'Sequential'
    ? openSequence(whole, read)
    : openGraph(whole, { read, config: isMap(config) ? config : {}, path: [...path, 'config'] });
}

interface ReadLayer {
  readonly layer: KerasLayer;
  readonly json: Json;
}

function readLayer(json: unknown, path: Path, report: Report): ReadLayer | undefined {
  const className = textOf(field(json, 'class_name')).split('>').at(-1)!;
  if (!isMap(json) || className === '') {
    report('a layer has no class_name', { path: pathText(path) });
    return undefined;
  }
  const given = field(json, 'config');
  const config = isMap(given) ? given : {};
  const name = textOf(field(json, 'name')) || textOf(field(config, 'name')) || className;
  return { layer: { className, name, config, path }, json };
}

interface Whole {
  readonly opening: Opening;
  readonly prefix: string;
  readonly inputs: readonly KerasTensorRef[] | undefined;
  readonly depth: number;
}

/** One layer after another. */
function openSequence(whole: Whole, layers: readonly (ReadLayer | undefined)[]): readonly KerasTensorRef[] {
  let inputs = whole.inputs ?? [];
  layers.forEach((read, index) => {
    if (read === undefined) return;
    const { layer } = read;
    const isInput = layer.className === 'InputLayer';
    if (isInput && inputs.length > 0) return;
    if (index === 0 && !isInput && inputs.length === 0) inputs = [implicitInput(whole, layer)];
    inputs = call(whole, read, inputs);
  });
  return inputs;
}

/** The first layer of a sequence may state the shape itself. */
function implicitInput(whole: Whole, { config, path, name }: KerasLayer): KerasTensorRef {
  const shape = field(config, 'batch_input_shape') ?? field(config, 'batch_shape');
  const layer = { className: 'InputLayer', name: `${name}_input`, config: { batch_input_shape: shape }, path };
  return add(whole, layer, []);
}

function add({ opening, prefix }: Whole, layer: KerasLayer, inputs: readonly KerasTensorRef[]): KerasTensorRef {
  const base = `${prefix}${layer.name}`;
  if (opening.calls.length === mostCalls) {
    if (!opening.full) opening.report(`the model has more than ${mostCalls} layers`);
    opening.full = true;
    return { call: base, output: 0 };
  }
  let name = base;
  for (let number = 2; opening.names.has(name); number += 1) name = `${base}_${number}`;
  opening.names.add(name);
  opening.calls.push({ name, layer, inputs });
  return { call: name, output: 0 };
}

/** A layer applied, or a model opened in its place. */
function call(whole: Whole, { layer, json }: ReadLayer, inputs: readonly KerasTensorRef[]): readonly KerasTensorRef[] {
  if (!isModel(layer.className) || whole.opening.full) return [add(whole, layer, inputs)];
  return open(whole.opening, {
    model: json,
    path: layer.path,
    prefix: `${whole.prefix}${layer.name}/`,
    inputs,
    depth: whole.depth + 1,
  });
}

interface Functional {
  readonly read: readonly (ReadLayer | undefined)[];
  readonly config: Json;
  readonly path: Path;
}

/** A use of a layer that waits for its inputs. */
interface Pending {
  readonly read: ReadLayer;
  readonly node: number;
  readonly inbound: readonly Inbound[];
}

/** Calls in an order in which inputs come first. */
function openGraph(whole: Whole, { read, config, path }: Functional): readonly KerasTensorRef[] {
  const { report } = whole.opening;
  const uses = read.flatMap((each) => (each === undefined ? [] : usesOf(each, report)));
  const keys = new Set(uses.map(({ read: { layer }, node }) => useKey(layer.name, node)));
  /** Old files count the calls of a model inside a model from 1. */
  const keyOf = ([layer, node]: Inbound): string =>
    keys.has(useKey(layer, node)) ? useKey(layer, node) : useKey(layer, 0);
  const results = new Map<string, readonly KerasTensorRef[]>();
  const of = (inbound: Inbound): KerasTensorRef | undefined => {
    const found = results.get(keyOf(inbound));
    return found?.[inbound[2]] ?? (found?.[0] && { ...found[0], output: inbound[2] });
  };
  const inputLayers = endsOf(field(config, 'input_layers'));
  const waiting = new Map<string, Pending[]>();
  const stack = [...uses].reverse();
  for (let use = stack.pop(); use !== undefined; use = stack.pop()) {
    const missing = use.inbound.find((inbound) => of(inbound) === undefined);
    if (missing !== undefined) {
      const key = keyOf(missing);
      const list = waiting.get(key);
      if (list === undefined) waiting.set(key, [use]);
      else list.push(use);
      continue;
    }
    const { name } = use.read.layer;
    const bound = whole.inputs?.[inputLayers.findIndex(([layer]) => layer === name)];
    const isBound = bound !== undefined && use.inbound.length === 0;
    const key = useKey(name, use.node);
    results.set(
      key,
      isBound
        ? [bound]
        : call(
            whole,
            use.read,
            use.inbound.map((inbound) => of(inbound)!),
          ),
    );
    stack.push(...(waiting.get(key) ?? []).reverse());
    waiting.delete(key);
  }
  for (const { read: each, inbound } of [...waiting.values()].flat()) {
    const found = inbound.filter((input) => of(input) === undefined).map(([layer]) => layer);
    report(`layer "${each.layer.name}" reads what no layer before it gives`, {
      path: pathText([...each.layer.path, 'inbound_nodes']),
      found: [...new Set(found)].join(', '),
    });
  }
  const ends = endsOf(field(config, 'output_layers'));
  if (ends.length === 0) report('the model names no outputs', { path: pathText([...path, 'output_layers']) });
  return ends.flatMap((end) => of(end) ?? []);
}

const useKey = (layer: string, node: number): string => JSON.stringify([layer, node]);

function usesOf(read: ReadLayer, report: Report): readonly Pending[] {
  const nodes = listOf(field(read.json, 'inbound_nodes'));
  if (nodes.length === 0) {
    if (read.layer.className !== 'InputLayer' && 'inbound_nodes' in read.json) {
      report(`layer "${read.layer.name}" is connected to nothing`, { path: pathText(read.layer.path) });
      return [];
    }
    return [{ read, node: 0, inbound: [] }];
  }
  return nodes.map((node, index) => ({ read, node: index, inbound: inboundOf(node) }));
}
