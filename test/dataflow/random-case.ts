import fc from 'fast-check';
import type { Nest, NestLoop, NestOperand } from '../../src/dataflow/nest.ts';
import type { OperandRole, Problem } from '../../src/workload/problem.ts';

interface Draw {
  readonly sizes: readonly number[];
  readonly problem: Problem;
  readonly nest: Nest;
}

const pure = (dimension: string) => [{ dimension, coefficient: 1 }];

/** Convolution, depthwise, matrix multiply and odd einsums, all small. */
function problemOf(kind: number, sizes: readonly number[], stride: number, dilation: number): Problem {
  const named = (names: string) => [...names].map((name, i) => ({ name, size: sizes[i % sizes.length]! }));
  const window = (p: string, r: string) => [
    { dimension: p, coefficient: stride },
    { dimension: r, coefficient: dilation },
  ];
  const operand = (name: string, role: OperandRole, ranks: Problem['operands'][number]['ranks']) => ({
    name,
    role,
    ranks,
  });
  switch (kind) {
    case 0:
      return {
        dimensions: named('MCPR'),
        operands: [
          operand('W', 'W', ['M', 'C', 'R'].map(pure)),
          operand('I', 'I', [pure('C'), window('P', 'R')]),
          operand('O', 'O', ['M', 'P'].map(pure)),
        ],
      };
    case 1:
      return {
        dimensions: named('PQRS'),
        operands: [
          operand('W', 'W', ['R', 'S'].map(pure)),
          operand('I', 'I', [window('P', 'R'), window('Q', 'S')]),
          operand('O', 'O', ['P', 'Q'].map(pure)),
        ],
      };
    case 2:
      return {
        dimensions: named('NMC'),
        operands: [
          operand('W', 'W', ['M', 'C'].map(pure)),
          operand('I', 'I', ['N', 'C'].map(pure)),
          operand('O', 'O', ['N', 'M'].map(pure)),
        ],
      };
    case 3:
      // Every operand index odd: a negative coefficient, a rank of three dimensions, a scalar output.
      return {
        dimensions: named('ABC'),
        operands: [
          operand('W', 'W', [[...pure('A'), { dimension: 'B', coefficient: -1 }]]),
          operand('I', 'I', [[...pure('A'), ...window('B', 'C')]]),
          operand('O', 'O', []),
        ],
      };
    default:
      return {
        dimensions: named('GPR'),
        operands: [
          operand('W', 'W', ['G', 'R'].map(pure)),
          operand('I', 'I', [pure('G'), window('P', 'R')]),
          operand('O', 'O', ['G', 'P'].map(pure)),
        ],
      };
  }
}

/** A random small layer × hierarchy × mapping: perfect and imperfect factors, several fan-outs, bypass, no multicast. */
export const randomCase: fc.Arbitrary<Draw> = fc
  .record({
    kind: fc.nat(4),
    sizes: fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 4, maxLength: 4 }),
    stride: fc.integer({ min: 1, max: 3 }),
    dilation: fc.integer({ min: 1, max: 2 }),
    levels: fc.integer({ min: 2, max: 4 }),
    cuts: fc.array(fc.record({ factor: fc.integer({ min: 1, max: 4 }), at: fc.nat(7), order: fc.nat(1000) }), {
      minLength: 12,
      maxLength: 12,
    }),
    keeps: fc.array(fc.boolean(), { minLength: 12, maxLength: 12 }),
    merges: fc.array(fc.boolean(), { minLength: 4, maxLength: 4 }),
  })
  .map((draw) => {
    const problem = problemOf(draw.kind, draw.sizes, draw.stride, draw.dilation);
    const sizes = problem.dimensions.map((dimension) => dimension.size);
    const loops: (Omit<NestLoop, 'step'> & { order: number })[] = [];
    sizes.forEach((size, dimension) => {
      let left = size;
      const cuts = draw.cuts.slice(dimension * 3, dimension * 3 + 3);
      cuts.forEach((cut, i) => {
        const factor = i === cuts.length - 1 ? left : Math.min(cut.factor, left);
        left = Math.ceil(left / factor);
        const slot = cut.at % (draw.levels * 2);
        loops.push({ dimension, factor, level: slot >> 1, spatial: slot % 2 === 1, order: cut.order });
      });
    });
    loops.sort((a, b) => a.level - b.level || Number(a.spatial) - Number(b.spatial) || a.order - b.order);
    // Factors were cut inner to outer without regard to level; steps follow the final order.
    const covered = sizes.map(() => 1);
    const nestLoops = loops
      .filter((loop) => loop.factor > 1)
      .reverse()
      .map(({ dimension, factor, level, spatial }): NestLoop => {
        const step = covered[dimension]!;
        const useful = Math.min(factor, Math.ceil(sizes[dimension]! / step));
        covered[dimension] = step * useful;
        return { dimension, factor: useful, step, level, spatial };
      })
      .filter((loop) => loop.factor > 1)
      .reverse();
    const names = problem.dimensions.map((dimension) => dimension.name);
    const operands = problem.operands.map((operand, index): NestOperand => {
      const keepers = [0];
      for (let level = 1; level < draw.levels; level += 1) if (draw.keeps[index * 4 + level]) keepers.push(level);
      return {
        operand,
        isOutput: operand.role === 'O',
        ranks: operand.ranks.map((rank) =>
          rank.map((term) => ({ dimension: names.indexOf(term.dimension), coefficient: term.coefficient })),
        ),
        keepers,
        merges: draw.merges.map((each) => (index % 2 === 0 ? each : true)),
      };
    });
    const nest: Nest = { problem, dimensionNames: names, sizes, loops: nestLoops, operands, levelCount: draw.levels };
    return { sizes, problem, nest };
  });

/** Too many points to walk in a test. */
export function isSmall(nest: Nest): boolean {
  return nest.loops.reduce((product, loop) => product * loop.factor, 1) <= 400;
}
