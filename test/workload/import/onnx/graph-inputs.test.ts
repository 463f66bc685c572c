import { describe, expect, test } from 'vitest';
import { int64s, node, read, zeros } from './build-model.ts';
import { issuesOf, sizes } from './read-back.ts';

const relu = [node('Relu', ['x'], ['y'])];
const elementsFor = (dims: (number | string)[], options: Parameters<typeof read>[1] = {}) =>
  sizes(read({ inputs: { x: dims }, nodes: relu }, options).workload.layers[0]).X;

describe('batch', () => {
  test.each([['n'], [0], [-1], ['']])('an open first axis (%j) is 1, or what the option says', (open) => {
    expect(elementsFor([open, 3, 4, 4])).toBe(48);
    expect(elementsFor([open, 3, 4, 4], { batch: 8 })).toBe(8 * 48);
  });

  test('a fixed first axis gives way to the option', () => {
    expect(elementsFor([2, 3, 4, 4])).toBe(96);
    expect(elementsFor([2, 3, 4, 4], { batch: 8 })).toBe(8 * 48);
  });

  test.each([
    [[1, -1], { N: 6, C: 48 }],
    [[1, 48], { N: 6, C: 48 }],
    [[-1, 48], { N: 6, C: 48 }],
    [[0, -1], { N: 6, C: 48 }],
  ])('a reshape to %j written for batch 1 follows the option', (target, expected) => {
    const nodes = [node('Reshape', ['x', 's'], ['f']), node('Gemm', ['f', 'w'], ['y'])];
    const initialisers = [int64s('s', target), zeros('w', [48, 10])];
    const { workload } = read({ inputs: { x: [1, 3, 4, 4] }, initialisers, nodes }, { batch: 6 });
    expect(sizes(workload.layers[0])).toMatchObject(expected);
  });

  test('a baked batch that nothing can rescue is a clear fault', () => {
    const nodes = [node('Reshape', ['x', 's'], ['y'])];
    const parts = { inputs: { x: [2, 3, 4, 4] }, initialisers: [int64s('s', [2, 49])], nodes };
    expect(issuesOf(() => read(parts, { batch: 3 }))).toMatchObject([
      { code: 'onnx-shape-mismatch', hint: expect.stringContaining('batch') },
    ]);
  });

  test('a stored class token joins a larger batch', () => {
    const nodes = [node('Concat', ['cls', 'x'], ['t'], { axis: 1 }), node('Relu', ['t'], ['y'])];
    const { workload } = read(
      { inputs: { x: [1, 4, 8] }, initialisers: [zeros('cls', [1, 1, 8])], nodes },
      { batch: 3 },
    );
    expect(sizes(workload.layers[1])).toEqual({ X: 3 * 5 * 8 });
  });

  test.each([[0], [-1], [1.5], [Number.NaN]])('batch %d is refused', (batch) => {
    expect(issuesOf(() => elementsFor(['n', 3], { batch }))).toMatchObject([
      { code: 'onnx-input-shape', path: 'batch' },
    ]);
  });
});

describe('other open sizes', () => {
  test('are asked for, naming input, axis and option, all at once', () => {
    const nodes = [node('Add', ['x', 'z'], ['y'])];
    const issues = issuesOf(() => read({ inputs: { x: ['n', 3, 'h', 'w'], z: ['n', 3, 'h', 'w'] }, nodes }));
    expect(issues).toMatchObject([
      { code: 'onnx-input-shape', path: 'inputShapes.x', message: 'input "x": axis 2, 3 has no fixed size' },
      { code: 'onnx-input-shape', path: 'inputShapes.z' },
    ]);
    expect(issues[0]?.accepted).toContain('inputShapes');
  });

  test('one given shape settles the same symbols elsewhere', () => {
    const nodes = [node('Add', ['x', 'z'], ['y'])];
    const parts = { inputs: { x: ['n', 3, 'h', 'w'], z: ['n', 3, 'h', 'w'] }, nodes };
    const { workload } = read(parts, { inputShapes: { x: [2, 3, 5, 7] } });
    expect(sizes(workload.layers[0])).toEqual({ X: 2 * 3 * 5 * 7 });
  });

  test('an unknown input name or a wrong rank is a fault', () => {
    expect(issuesOf(() => elementsFor([1, 3], { inputShapes: { image: [1, 3] } }))).toMatchObject([
      { code: 'onnx-input-shape', found: 'image', accepted: '"x"' },
    ]);
    expect(issuesOf(() => elementsFor([1, 3], { inputShapes: { x: [1, 3, 4] } }))[0]?.code).toBe('onnx-input-shape');
  });

  test('an unused input may stay open', () => {
    const { workload } = read({ inputs: { x: [1, 4], unused: ['n', 'h'] }, nodes: relu });
    expect(workload.layers).toHaveLength(1);
  });

  test('initialisers listed as inputs are weights, not inputs', () => {
    const nodes = [node('Conv', ['x', 'w'], ['y'])];
    const { workload } = read(
      { inputs: { w: [4, 3, 3, 3], x: [1, 3, 8, 8] }, initialisers: [zeros('w', [4, 3, 3, 3])], nodes },
      { batch: 2 },
    );
    expect(sizes(workload.layers[0])).toMatchObject({ N: 2, M: 4, C: 3 });
  });
});
