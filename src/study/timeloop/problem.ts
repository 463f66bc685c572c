import { nearest } from '../../shared/nearest.ts';
import type { Section } from '../../shared/section.ts';
import type { Operand, Problem, Rank, RankTerm } from '../../workload/problem.ts';

/** `shape: cnn-layer`, as Timeloop ships it. */
const cnnLayer: Shape = {
  dimensions: ['R', 'S', 'P', 'Q', 'C', 'K', 'N'],
  coefficients: new Map([
    ['Wstride', 1],
    ['Hstride', 1],
    ['Wdilation', 1],
    ['Hdilation', 1],
  ]),
  spaces: [
    { name: 'Weights', readWrite: false, projection: [[['C']], [['K']], [['R']], [['S']]] },
    {
      name: 'Inputs',
      readWrite: false,
      projection: [
        [['N']],
        [['C']],
        [
          ['R', 'Wdilation'],
          ['P', 'Wstride'],
        ],
        [
          ['S', 'Hdilation'],
          ['Q', 'Hstride'],
        ],
      ],
    },
    { name: 'Outputs', readWrite: true, projection: [[['N']], [['K']], [['Q']], [['P']]] },
  ],
};

interface Shape {
  readonly dimensions: readonly string[];
  readonly coefficients: ReadonlyMap<string, number>;
  readonly spaces: readonly DataSpace[];
}

interface DataSpace {
  readonly name: string;
  readonly readWrite: boolean;
  /** Axis by axis, the terms of its index: a dimension, and the name of its coefficient. */
  readonly projection: readonly (readonly (readonly string[])[])[];
}

/** A problem shape and its instance, whatever its data spaces: any index that is a sum of dimensions times coefficients. */
export function readProblem(section: Section): Problem | undefined {
  const given = section.need('shape');
  if (given === undefined) return undefined;
  const shape = typeof given.value === 'string' ? namedShape(given) : readShape(given);
  if (shape === undefined) return undefined;
  const instance = section.find('instance') ?? section;
  refuseDensities(instance);
  const sizes = shape.dimensions.map((name) => ({ name, size: instance.need(name)?.whole() ?? 1 }));
  const coefficients = new Map(shape.coefficients);
  for (const name of coefficients.keys()) {
    const value = instance.find(name)?.whole();
    if (value !== undefined) coefficients.set(name, value);
  }
  const operands = shape.spaces.map((space, index) => operandOf({ shape, space, index, coefficients }, given));
  return { dimensions: sizes, operands: operands.filter((each) => each !== undefined) };
}

function namedShape(given: Section): Shape | undefined {
  const name = given.text()!;
  if (/^cnn[-_]?layer$/i.test(name)) return cnnLayer;
  given.fault({
    code: 'wrong-value',
    message: 'there is no built-in shape of this name',
    found: name,
    accepted: 'cnn-layer, or the shape itself',
  });
  return undefined;
}

function readShape(given: Section): Shape | undefined {
  const dimensions = given.need('dimensions')?.names() ?? [];
  const coefficients = new Map<string, number>();
  for (const each of given.find('coefficients')?.list() ?? []) {
    const name = each.need('name')?.text();
    if (name !== undefined) coefficients.set(name, each.find('default')?.whole() ?? 1);
  }
  const spaces = (given.need('data_spaces', 'data-spaces')?.list() ?? []).map((each) => ({
    name: each.need('name')?.text() ?? '',
    readWrite: each.find('read_write', 'read-write')?.flag() ?? false,
    projection: (each.need('projection')?.list() ?? []).map(termsOf),
  }));
  const written = spaces.filter(({ readWrite }) => readWrite);
  if (written.length !== 1) {
    given.fault({
      code: 'not-supported',
      message: 'one data space is written',
      found: `${written.length} with read_write`,
      accepted: 'one',
    });
    return undefined;
  }
  return { dimensions, coefficients, spaces };
}

/** `[[R, Wdilation], [P, Wstride]]`, `[[R]]`, or a name alone. */
function termsOf(axis: Section): readonly (readonly string[])[] {
  if (typeof axis.value === 'string') return [[axis.value]];
  return axis.list().map((term) => (typeof term.value === 'string' ? [term.value] : term.names()));
}

interface OperandInput {
  readonly shape: Shape;
  readonly space: DataSpace;
  readonly index: number;
  readonly coefficients: ReadonlyMap<string, number>;
}

/** The written space is the output; the first that is read is called weights, the others inputs: to the counts it is the same. */
function operandOf({ shape, space, index, coefficients }: OperandInput, given: Section): Operand | undefined {
  const firstRead = shape.spaces.findIndex(({ readWrite }) => !readWrite);
  const ranks = space.projection.map(
    (axis): Rank => axis.flatMap((term) => rankTerm(term, { shape, coefficients }, given)),
  );
  return { name: space.name, role: space.readWrite ? 'O' : index === firstRead ? 'W' : 'I', ranks };
}

/** Dimension and coefficient stand in either order. */
function rankTerm(
  names: readonly string[],
  { shape, coefficients }: Pick<OperandInput, 'shape' | 'coefficients'>,
  given: Section,
): RankTerm[] {
  const dimension = names.find((name) => shape.dimensions.includes(name));
  const others = names.filter((name) => name !== dimension);
  const stranger = dimension === undefined ? names[0] : others.find((name) => !coefficients.has(name));
  if (dimension === undefined || stranger !== undefined) {
    const known = [...shape.dimensions, ...coefficients.keys()];
    const meant = nearest(stranger ?? '', known);
    given.fault({
      code: 'unknown-dimension',
      message: 'a projection names what is neither dimension nor coefficient',
      found: stranger ?? 'nothing',
      accepted: known.join(', '),
      ...(meant !== undefined && { hint: `did you mean "${meant}"?` }),
    });
    return [];
  }
  return [{ dimension, coefficient: others.reduce((product, name) => product * coefficients.get(name)!, 1) }];
}

/** Sparse models change every count. */
function refuseDensities(instance: Section): void {
  const densities = instance.find('densities');
  if (densities === undefined) return;
  const sparse = densities.entries().filter(([, each]) => each.value !== 1 && each.value !== '1.0');
  if (sparse.length > 0)
    densities.fault({
      code: 'not-supported',
      message: 'densities are not modelled here',
      accepted: 'dense data spaces',
    });
}
