import { create, toBinary } from '@bufbuild/protobuf';
import { describe, expect, test } from 'vitest';
import {
  FunctionProtoSchema,
  ModelProtoSchema,
  TensorProtoSchema,
} from '../../../../src/workload/import/onnx/onnx_pb.ts';
import { readOnnx } from '../../../../src/workload/import/onnx/read-onnx.ts';
import { encode, int64s, node, read, zeros } from './build-model.ts';
import { issuesOf } from './read-back.ts';

const good = encode({ initialisers: [zeros('w', [4, 3, 3, 3])], nodes: [node('Conv', ['x', 'w'], ['y'])] });
const codeOf = (bytes: Uint8Array) => issuesOf(() => readOnnx('bad.onnx', bytes))[0]?.code;
/** A field with what it holds: tag, length, content. */
const block = (tag: number, content: readonly number[]) => {
  const { length } = content;
  return [tag, ...(length < 128 ? [length] : [(length & 0x7f) | 0x80, length >> 7]), ...content];
};
const text = (words: string) => new TextEncoder().encode(words);

describe('files that are not whole ONNX models', () => {
  test.each([
    ['an empty file', new Uint8Array(0)],
    ['zeros', new Uint8Array(100)],
    ['text', text('<!DOCTYPE html><html></html>')],
    ['a Git LFS pointer', text('version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n')],
    ['a model without a graph', toBinary(ModelProtoSchema, create(ModelProtoSchema, { irVersion: 8n }))],
  ])('%s', (_, bytes) => {
    expect(issuesOf(() => readOnnx('bad.onnx', bytes))).toMatchObject([{ code: 'onnx-invalid', file: 'bad.onnx' }]);
  });

  test('a file cut anywhere inside the graph is truncated', () => {
    for (let length = good.length - 1; length > good.length - 400; length -= 7) {
      expect(codeOf(good.subarray(0, length))).toBe('onnx-truncated');
    }
  });

  test.each([
    // 3a: the graph; 0a: its first node; the second byte is the length of what follows
    ['a graph that is a number', [0x38, 0x05], 'onnx-invalid', 'byte 0', '"graph" does not hold what it should'],
    ['a field of another format', [0x3a, 0x00, 0x8a, 0x7d, 0x00], 'onnx-invalid', 'byte 2', 'field 2001'],
    ['a number that does not end', [0x08, 0xff], 'onnx-invalid', 'byte 0', '"ir_version" does not end'],
    ['a name that is no text', [0x3a, 0x03, 0x12, 0x01, 0xff], 'onnx-invalid', 'byte 2', '"graph.name" is no text'],
    ['an impossible field in a node', [0x3a, 0x03, 0x0a, 0x01, 0x07], 'onnx-invalid', 'byte 4', '"graph.node"'],
    [
      'a node that outgrows its graph',
      [0x3a, 0x02, 0x0a, 0x09],
      'onnx-truncated',
      'byte 2 of 4',
      '9 bytes, 0 are left',
    ],
    [
      'a node that outgrows its graph, with more behind it',
      [0x3a, 0x02, 0x0a, 0x01, 0x08, 0x01],
      'onnx-truncated',
      'byte 2 of 6',
      '"graph" ends early: "graph.node" announces 1 bytes',
    ],
  ])('%s: which byte, in which part, in our words', (_, bytes, code, found, message) => {
    expect(issuesOf(() => readOnnx('bad.onnx', Uint8Array.from(bytes)))).toEqual([
      expect.objectContaining({ code, found, message: expect.stringContaining(message), file: 'bad.onnx' }),
    ]);
  });

  test('graphs nested without end', () => {
    let bytes: number[] = [];
    for (let depth = 0; depth < 60; depth += 1) bytes = block(0x0a, block(0x2a, block(0x32, bytes))); // node, attribute, g
    const [issue] = issuesOf(() => readOnnx('bad.onnx', Uint8Array.from(block(0x3a, bytes))));
    expect(issue).toMatchObject({ code: 'onnx-invalid', message: expect.stringContaining('nested too deep') });
  });

  test('a field that announces 2 GB', () => {
    expect(codeOf(new Uint8Array([0x3a, 0xff, 0xff, 0xff, 0xff, 0x07, 0x0a]))).toBe('onnx-truncated');
  });
});

describe('tensors that do not match their header', () => {
  const withTensor = (tensor: Parameters<typeof create<typeof TensorProtoSchema>>[1]) =>
    encode({ initialisers: [create(TensorProtoSchema, tensor)], nodes: [node('Relu', ['x'], ['y'])] });

  test.each([
    ['2 GB claimed, 8 bytes held', { dims: [1n << 29n], rawData: new Uint8Array(8) }, 'onnx-truncated'],
    ['2 GB claimed, nothing held', { dims: [1n << 29n] }, 'onnx-truncated'],
    ['more elements than can be counted', { dims: [1n << 40n, 1n << 40n] }, 'onnx-invalid'],
    ['a negative size', { dims: [-4n] }, 'onnx-invalid'],
    ['no element type', { dims: [1n], dataType: 0 }, 'onnx-invalid'],
  ])('%s', (_, tensor, code) => {
    const bytes = withTensor({ name: 't', dataType: 1, ...tensor });
    expect(issuesOf(() => readOnnx('bad.onnx', bytes))).toMatchObject([{ code, path: 't', file: 'bad.onnx' }]);
  });

  test('a large tensor kept in another file is fine: shapes suffice', () => {
    const huge = create(TensorProtoSchema, { name: 'w', dims: [50_000n, 40_000n], dataType: 1, dataLocation: 1 });
    const { workload, weights } = read({
      inputs: { x: [1, 50_000] },
      initialisers: [huge],
      nodes: [node('Gemm', ['x', 'w'], ['y'])],
    });
    expect(workload.layers[0]?.parameters).toBe(2e9);
    expect(weights.get('y')?.weight.bytes()).toBeUndefined();
    expect(weights.get('y')?.weight.absent).toContain('external file that is not named');
  });

  test('a repeated or expanded constant is never built element by element', () => {
    const nodes = [
      node('ConstantOfShape', ['s'], ['c']),
      node('Expand', ['c', 'e'], ['z']),
      node('Mul', ['x', 'z'], ['y']),
    ];
    const initialisers = [int64s('s', [1_000_000, 1]), int64s('e', [1_000_000, 1_000_000])];
    expect(read({ inputs: { x: [1_000_000, 1_000_000] }, initialisers, nodes }).workload.layers).toHaveLength(1);
  });
});

describe('graphs that contradict themselves', () => {
  test.each([
    [
      'a cycle',
      [node('Add', ['x', 'b'], ['a'], {}, { name: 'n' }), node('Relu', ['a'], ['b'])],
      'onnx-cycle',
      'Add node "n"',
    ],
    [
      'a tensor nothing writes',
      [node('Add', ['x', 'ghost'], ['y'], {}, { name: 'n' })],
      'onnx-missing-tensor',
      'Add node "n"',
    ],
    [
      'a tensor written twice',
      [node('Relu', ['x'], ['y']), node('Relu', ['x'], ['y'], {}, { name: 'n' })],
      'onnx-duplicate-name',
      'Relu node "n"',
    ],
    [
      'a node that overwrites an input',
      [node('Relu', ['x'], ['x'], {}, { name: 'n' })],
      'onnx-duplicate-name',
      'Relu node "n"',
    ],
    ['a node without operator', [node('', ['x'], ['y'], {}, { name: 'n' })], 'onnx-invalid', ' node "n"'],
    ['a missing operand', [node('Conv', ['x'], ['y'], {}, { name: 'n' })], 'onnx-invalid', 'Conv node "n"'],
  ])('%s', (_, nodes, code, path) => {
    expect(issuesOf(() => read({ nodes }))).toMatchObject([{ code, path, file: 'model.onnx' }]);
  });

  test('an output nothing writes, and two initialisers of one name', () => {
    expect(issuesOf(() => read({ nodes: [node('Relu', ['x'], ['y'])], outputs: ['z'] }))[0]?.code).toBe(
      'onnx-missing-tensor',
    );
    const initialisers = [zeros('w', [1]), zeros('w', [1])];
    expect(issuesOf(() => read({ initialisers, nodes: [node('Relu', ['x'], ['y'])] }))[0]?.code).toBe(
      'onnx-duplicate-name',
    );
  });

  test('nodes out of order are put in order', () => {
    const nodes = [node('Relu', ['b'], ['y']), node('Relu', ['a'], ['b']), node('Relu', ['x'], ['a'])];
    expect(read({ nodes, outputs: ['y'] }).workload.layers.map((layer) => layer.name)).toEqual(['a', 'b', 'y']);
  });

  test('every node with a fault is reported, not only the first', () => {
    const initialisers = [zeros('w', [4, 9, 3, 3]), zeros('v', [4, 7, 3, 3])];
    const nodes = [node('Conv', ['x', 'w'], ['a']), node('Conv', ['x', 'v'], ['b'])];
    expect(issuesOf(() => read({ initialisers, nodes }))).toHaveLength(2);
  });

  test('a deep chain of 50,000 nodes in reverse order is read without exhausting the stack', () => {
    const nodes = Array.from({ length: 50_000 }, (_, index) =>
      node('Identity', [index === 0 ? 'x' : `t${index - 1}`], [`t${index}`]),
    );
    expect(read({ nodes: nodes.reverse(), outputs: ['t49999'] }).workload.layers).toEqual([]);
  });
});

describe('several faults of one file are in one report', () => {
  const short = create(TensorProtoSchema, { name: 'short', dims: [4n, 3n, 3n, 3n], dataType: 1 });
  const negative = create(TensorProtoSchema, { name: 'negative', dims: [-1n], dataType: 1 });
  const wrong = zeros('wrong', [4, 9, 3, 3]);
  const nodes = [
    node('Conv', ['x', 'short'], ['a'], {}, { name: 'weights cut off' }),
    node('Conv', ['a', 'wrong'], ['b'], {}, { name: 'follows' }),
    node('Conv', ['x', 'wrong'], ['c'], {}, { name: 'wrong channels' }),
    node('Add', ['ghost', 'x'], ['d'], {}, { name: 'reads nothing' }),
    node('Add', ['ghost', 'd'], ['e'], {}, { name: 'reads the same nothing' }),
    node('Relu', ['x'], ['c'], {}, { name: 'writes again' }),
    node('Add', ['x', 'g'], ['f'], {}, { name: 'round' }),
    node('Relu', ['f'], ['g'], {}, { name: 'and round' }),
    node('Relu', ['g'], ['h'], {}, { name: 'hangs on the circle' }),
    node('Transpose', ['x'], ['i'], { perm: [0, 9, 1, 2] }, { name: 'wrong axis' }),
    node('', ['x'], ['j'], {}, { name: 'nameless' }),
    node('Relu', ['open'], ['k'], {}, { name: 'size open' }),
  ];
  const parts = {
    inputs: { x: [1, 3, 8, 8], open: ['n', 'h'] },
    initialisers: [short, negative, wrong, zeros('twice', [1]), zeros('twice', [1])],
    nodes,
    outputs: ['b', 'lost'],
  };

  test('each once, and nothing that only follows from another', () => {
    const found = issuesOf(() => read(parts, { batch: 0, inputShapes: { y: [1] } }));
    expect(found.map(({ code, path }) => `${code}: ${path}`).sort()).toEqual([
      'onnx-cycle: Add node "round"',
      'onnx-duplicate-name: Relu node "writes again"',
      'onnx-duplicate-name: twice',
      'onnx-input-shape: batch',
      'onnx-input-shape: inputShapes.open',
      'onnx-input-shape: inputShapes.y',
      'onnx-invalid:  node "nameless"',
      'onnx-invalid: negative',
      'onnx-missing-tensor: Add node "reads nothing"',
      'onnx-missing-tensor: lost',
      'onnx-shape-mismatch: Conv node "wrong channels"',
      'onnx-shape-mismatch: Transpose node "wrong axis"',
      'onnx-truncated: short',
    ]);
    // a shape that was given is no fault of the file
    expect(found.filter(({ file }) => file !== 'model.onnx').map(({ path }) => path)).toEqual(['inputShapes.y']);
  });

  test('behind a faulty node the declared shapes hold', () => {
    const declared = { a: [1, 4, 6, 6] };
    const found = issuesOf(() => read({ ...parts, nodes: nodes.slice(0, 2), declared, outputs: ['b'] }));
    expect(found.map(({ path }) => path)).toContain('Conv node "follows"');
  });

  test('two circles are two faults', () => {
    const circle = (first: string, second: string) => [
      node('Relu', [second], [first]),
      node('Relu', [first], [second]),
    ];
    const found = issuesOf(() => read({ nodes: [...circle('a', 'b'), ...circle('c', 'd')] }));
    expect(found.map(({ code, path }) => `${code}: ${path}`)).toEqual([
      'onnx-cycle: Relu node "a"',
      'onnx-cycle: Relu node "c"',
    ]);
  });

  test('a function that calls itself beside a wrong axis', () => {
    const endless = create(FunctionProtoSchema, {
      name: 'Endless',
      domain: 'own',
      input: ['i'],
      output: ['o'],
      node: [node('Endless', ['i'], ['o'], {}, { domain: 'own' })],
    });
    const calls = [node('Endless', ['x'], ['e'], {}, { domain: 'own', name: 'call' }), nodes[9]!];
    const found = issuesOf(() => read({ nodes: calls, functions: [endless], outputs: ['e'] }));
    expect(found.map(({ code }) => code)).toEqual(['onnx-invalid', 'onnx-shape-mismatch']);
  });
});
