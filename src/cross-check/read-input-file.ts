import { type Cell, commaLines } from '../shared/comma-lines.ts';
import { InputError, type Issue } from '../shared/issue.ts';
import type { SourceText } from '../shared/located.ts';
import { issuePosition, sourceText } from '../shared/source-text.ts';
import { elements, type ToolLayer, type ToolTensor } from './tool-layer.ts';

const tensorFields = ['height', 'width', 'channels', 'count', 'zeros', 'bits'];
/** What the 25 numbers of a line are, in order. */
const fields: readonly string[] = [
  'index',
  ...['ifmap', 'filter', 'ofmap'].flatMap((tensor) => tensorFields.map((field) => `${tensor}.${field}`)),
  'stride.rows',
  'stride.columns',
  ...['top', 'bottom', 'left', 'right'].map((side) => `padding.${side}`),
];

interface Reading {
  readonly source: SourceText;
  readonly issues: Issue[];
}

/** Reads the reference tool's input file. Empty lines and those that begin with # are skipped. Throws `InputError`. */
export function readInputFile(file: string, text: string): readonly ToolLayer[] {
  const reading: Reading = { source: sourceText(file, text), issues: [] };
  const layers: ToolLayer[] = [];
  commaLines(reading.source).forEach((cells, at) => {
    const layer = readLine(reading, cells, at + 1);
    if (layer !== undefined) layers.push(layer);
  });
  const { issues } = reading;
  if (layers.length === 0 && issues.length === 0) {
    issues.push({ code: 'empty-file', severity: 'error', message: 'the file holds no layer', file });
  }
  if (issues.length > 0) throw new InputError(issues);
  return layers;
}

/** A line as a layer; undefined when its numbers cannot be read. */
function readLine(reading: Reading, cells: readonly Cell[], index: number): ToolLayer | undefined {
  const fault = (cell: Cell, code: string, words: Pick<Issue, 'message'> & Partial<Issue>) =>
    reading.issues.push({ code, severity: 'error', ...issuePosition(reading.source, cell.offset), ...words });
  if (cells.length !== fields.length) {
    const separated = cells[0]!.text.split(/[\s;]+/).length === fields.length;
    fault(cells.at(Math.min(cells.length - 1, fields.length))!, 'wrong-field-count', {
      message: `a layer is a line of ${fields.length} numbers`,
      found: `${cells.length} separated by commas`,
      accepted: 'index; height, width, channels, count, zeros, bits of ifmap, filter and ofmap; strides; padding',
      ...(separated && { hint: 'separate the numbers by commas' }),
    });
    return undefined;
  }
  const before = reading.issues.length;
  const values = cells.map((cell, at) => readNumber(cell, at, fault));
  if (reading.issues.length > before) return undefined;
  const layer = layerOf(values, index);
  for (const { field, ...words } of mismatches(layer, values[0]!, index)) {
    const at = fields.indexOf(field);
    fault(cells[at]!, 'size-mismatch', { path: field, found: cells[at]!.text, ...words });
  }
  return layer;
}

type Report = (cell: Cell, code: string, words: Pick<Issue, 'message'> & Partial<Issue>) => void;

function readNumber(cell: Cell, at: number, fault: Report): number {
  const path = fields[at]!;
  const value = Number(cell.text);
  const field = path.split('.')[1];
  if (cell.text === '' || !Number.isFinite(value)) {
    fault(cell, 'not-a-number', { message: 'this is not a number', path, found: cell.text, accepted: 'a number' });
    return Number.NaN;
  }
  const isBits = field === 'bits';
  const least = field === 'zeros' || path.startsWith('padding') ? 0 : isBits ? Number.MIN_VALUE : 1;
  const most = isBits ? 64 : 1e12;
  const whole = isBits || Number.isInteger(value);
  if (whole && value >= least && value <= most) return value;
  const accepted = isBits ? 'more than 0, at most 64' : `a whole number from ${least} to ${most}`;
  fault(cell, 'wrong-value', { message: `this cannot be ${path}`, path, found: cell.text, accepted });
  return Number.NaN;
}

function layerOf(values: readonly number[], index: number): ToolLayer {
  const tensor = (from: number): ToolTensor => {
    const [height, width, channels, count, zeros, bits] = values.slice(from, from + tensorFields.length);
    return { height: height!, width: width!, channels: channels!, count: count!, zeros: zeros!, bits: bits! };
  };
  const [rows, columns, top, bottom, left, right] = values.slice(19);
  return {
    name: `layer${index}`,
    ifmap: tensor(1),
    filter: tensor(7),
    ofmap: tensor(13),
    stride: [rows!, columns!],
    padding: [top!, bottom!, left!, right!],
  };
}

interface Mismatch {
  readonly field: string;
  readonly message: string;
  readonly accepted: string;
}

/** Sizes that contradict each other. */
function mismatches(layer: ToolLayer, index: number, expected: number): Mismatch[] {
  const { ifmap, filter, ofmap, stride, padding } = layer;
  const found: Mismatch[] = [];
  const expect = (field: string, right: boolean, message: string, accepted: string | number) => {
    if (!right) found.push({ field, message, accepted: String(accepted) });
  };
  expect('index', index === expected, 'layers are numbered in order', expected);
  const groups = ifmap.channels / filter.channels;
  expect(
    'filter.channels',
    Number.isInteger(groups),
    'the channels of a filter divide those of its input',
    `a divisor of ${ifmap.channels}`,
  );
  expect(
    'filter.count',
    !Number.isInteger(groups) || filter.count % groups === 0,
    'filters are shared out evenly among groups',
    `a multiple of ${groups}`,
  );
  expect(
    'ofmap.channels',
    ofmap.channels === filter.count,
    'there are as many output channels as filters',
    filter.count,
  );
  expect('ofmap.count', ofmap.count === ifmap.count, 'there are as many outputs as inputs', ifmap.count);
  const rows = windows(ifmap.height + padding[0] + padding[1], filter.height, stride[0]);
  const columns = windows(ifmap.width + padding[2] + padding[3], filter.width, stride[1]);
  expect('ofmap.height', ofmap.height === rows, 'the output height does not follow from the input', rows);
  expect('ofmap.width', ofmap.width === columns, 'the output width does not follow from the input', columns);
  for (const [name, tensor] of Object.entries({ ifmap, filter, ofmap })) {
    const all = elements(tensor);
    expect(`${name}.zeros`, tensor.zeros <= all, 'there are more zeros than elements', `at most ${all}`);
  }
  return found;
}

function windows(input: number, filter: number, stride: number): number {
  return Math.floor((input - filter) / stride) + 1;
}
