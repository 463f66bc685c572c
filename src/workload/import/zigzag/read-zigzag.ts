import Type from 'typebox';
import { openDocument } from '../../../shared/document.ts';
import { InputError, type Issue } from '../../../shared/issue.ts';
import { parseYaml } from '../../../shared/parse-yaml.ts';
import { Section } from '../../../shared/section.ts';
import type { Layer, Workload } from '../../workload.ts';
import { inexactWork } from '../exact-work.ts';
import { uniqueName } from '../unique-name.ts';
import { type OperandFacts, readEinsum } from './einsum.ts';
import { layerOf, type Named } from './recognise.ts';

const anything = Type.Array(Type.Record(Type.String(), Type.Unknown()), { minItems: 1 });

/** Reads a ZigZag workload, a list of equations; `batch` stands in for B. Throws one `InputError` with every fault. */
export function readZigzag(file: string, text: string, options: { readonly batch?: number } = {}): Workload {
  const issues: Issue[] = [];
  const document = openDocument(parseYaml(file, text), anything);
  const sections = new Section(document, [], document.value, issues).list();
  const names = namesOf(sections);
  const layers: Layer[] = [];
  for (const [index, section] of sections.entries()) {
    const layer = readLayer(section, names, options.batch);
    if (layer === undefined) continue;
    const tooLarge = inexactWork(layer);
    if (tooLarge !== undefined) section.fault(tooLarge);
    layers.push({ ...layer, origin: `${file}: layer ${index + 1}` });
  }
  if (issues.length > 0) throw new InputError(issues);
  const name = file.replace(/^.*[\\/]/, '').replace(/\.ya?ml$/i, '');
  return { name, source: `${file}, a ZigZag workload`, layers, uncosted: [] };
}

/** By id: the name of the file, or type and id. */
function namesOf(sections: readonly Section[]): ReadonlyMap<number, string> {
  const names = new Map<number, string>();
  const taken = new Set<string>();
  for (const section of sections) {
    const id = section.need('id')?.whole(0);
    if (id === undefined) continue;
    if (names.has(id))
      section.find('id')!.fault({ code: 'duplicate-name', message: 'a layer above has this id', found: String(id) });
    const given = section.find('name')?.text() ?? `${section.find('operator_type')?.text() ?? 'layer'} ${id}`;
    names.set(id, uniqueName(given.trim() || `layer ${id}`, taken));
  }
  return names;
}

function readLayer(section: Section, names: ReadonlyMap<number, string>, batch: number | undefined): Layer | undefined {
  const id = section.find('id')?.value;
  const pools = /pool/i.test(String(section.find('operator_type')?.value ?? ''));
  const facts = (operand: string): OperandFacts => {
    const source = section.find('operand_source')?.find(operand)?.value;
    const constant = source === undefined || source === id;
    const bits = section.find('operand_precision')?.find(operand)?.value;
    return { unstored: bits === 0 || (pools && constant && operand !== 'I'), constant };
  };
  const einsum = readEinsum(section, batch, facts);
  if (einsum === undefined || typeof id !== 'number') return undefined;
  const weights = einsum.inputs.find(({ operand }) => operand.role === 'W');
  const named: Named = {
    name: names.get(id)!,
    type: section.find('operator_type')?.text() ?? '',
    padding: paddingOf(section),
    trained: weights !== undefined && facts(weights.given).constant,
  };
  const bits = bitsOf(section, einsum.inputs);
  const reads = readsOf(section, einsum.inputs, { names, facts });
  const layer = layerOf(einsum, named);
  return { ...layer, ...(bits && { bits }), ...(reads && { reads }) };
}

type Inputs = NonNullable<ReturnType<typeof readEinsum>>['inputs'];

/** At rest: of the output its final precision. The widths of sums are the accelerator's. */
function bitsOf(section: Section, inputs: Inputs): Layer['bits'] {
  const precision = section.find('operand_precision');
  if (precision === undefined) return undefined;
  const given = (...keys: string[]) => {
    const bits = precision.find(...keys);
    const value = bits?.whole();
    if (value !== undefined && value > 64)
      bits!.fault({ code: 'wrong-value', message: 'this is no width', found: `${value}`, accepted: '1 to 64' });
    return value;
  };
  const of = (role: 'W' | 'I') => {
    const name = inputs.find(({ operand }) => operand.role === role)?.given;
    const bits = name === undefined ? undefined : given(name);
    return bits === undefined ? {} : { [role]: bits };
  };
  const output = given('O_final', 'O');
  return { ...of('W'), ...of('I'), ...(output !== undefined && { O: output }) };
}

interface Sources {
  readonly names: ReadonlyMap<number, string>;
  readonly facts: (operand: string) => OperandFacts;
}

/** Layers whose outputs are read; trained weights are not. */
function readsOf(section: Section, inputs: Inputs, { names, facts }: Sources): readonly string[] | undefined {
  const sources = section.find('operand_source');
  if (sources === undefined) return undefined;
  return inputs.flatMap(({ operand, given }) => {
    if (facts(given).constant) return operand.role === 'W' ? [] : ['input'];
    const source = sources.find(given)!;
    const id = source.whole(0);
    const name = id === undefined ? undefined : names.get(id);
    if (id !== undefined && name === undefined)
      source.fault({ code: 'unknown-layer', message: 'there is no layer of this id', found: String(id) });
    return name ?? [];
  });
}

const none: Named['padding'] = [0, 0, 0, 0];

/** `padding` beside `pr_loop_dims`: before and after, of each of IY and IX. */
function paddingOf(section: Section): Named['padding'] {
  const [given, amounts] = [section.find('pr_loop_dims'), section.find('padding')];
  if ((given?.value ?? null) === null || (amounts?.value ?? null) === null) return none;
  const [dims, pads] = [given!.list(), amounts!.list()];
  const of = (axis: string): readonly [number, number] => {
    const index = dims.findIndex((each) => each.text()?.toUpperCase() === axis);
    const pair = pads[index]?.list().map((each) => each.whole(0) ?? 0);
    return [pair?.[0] ?? 0, pair?.[1] ?? 0];
  };
  return [...of('IY'), ...of('IX')] as unknown as Named['padding'];
}
