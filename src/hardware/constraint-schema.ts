import Type, { type Static } from 'typebox';

const strict = { additionalProperties: false } as const;
const dimension = Type.String({ pattern: '^[A-Za-z_]\\w*$', title: 'the name of a dimension' });
const dimensions = (description: string) => Type.Array(dimension, { uniqueItems: true, description });
const share = (description: string) =>
  Type.Number({ exclusiveMinimum: 0, maximum: 1, title: 'a share above 0, at most 1', description });
const count = (description: string) => Type.Integer({ minimum: 1, maximum: 1e9, description });
const roles = (description: string) =>
  Type.Array(Type.Enum(['W', 'I', 'O']), { minItems: 1, uniqueItems: true, description });

const factors = (where: string) =>
  Type.Array(
    Type.String({
      pattern: '^[A-Za-z_]\\w*\\s*(=|<=|>=)\\s*([1-9]\\d{0,8}|all)$',
      title: 'a dimension, =, <= or >=, and a factor or all, such as M<=8',
    }),
    { minItems: 1, description: `${where}: fixed, largest or smallest factors; all is the whole dimension` },
  );

const order = (side: string) =>
  Type.Array(Type.Union([dimension, Type.Array(dimension, { minItems: 1 })]), {
    minItems: 1,
    title: 'a list of dimensions, or of lists of them',
    description: `Loops in time that stand ${side} all others, outermost first; those of a list within in any order`,
  });

const axisSchema = (axis: string) =>
  Type.Object(
    {
      only: Type.Optional(dimensions(`Dimensions that may be spread over ${axis}; absent: any`)),
      factors: Type.Optional(factors(`Over ${axis}`)),
      most: Type.Optional(count('Instances in use at most')),
    },
    { ...strict, minProperties: 1, description: `What is spread over ${axis}` },
  );

const levelConstraintSchema = Type.Object(
  {
    level: Type.String({ description: 'Name of a level' }),
    layers: Type.Optional(
      Type.Array(Type.String({ minLength: 1 }), {
        minItems: 1,
        description: 'Only for layers with these names; `*` stands for any letters, `?` for one. Absent: all',
      }),
    ),
    factors: Type.Optional(factors('Loops in time')),
    only: Type.Optional(dimensions('Dimensions that may have loops in time; absent: any')),
    outermost: Type.Optional(order('outside')),
    innermost: Type.Optional(order('inside')),
    x: Type.Optional(axisSchema('x')),
    y: Type.Optional(axisSchema('y')),
    utilisation: Type.Optional(share('Of the instances below one of this level, in use at least')),
    shared: Type.Optional(
      Type.Object(
        {
          W: Type.Optional(count('Instances that take the same weights')),
          I: Type.Optional(count('Instances that take the same inputs')),
          O: Type.Optional(count('Instances whose sums are added up')),
        },
        { ...strict, minProperties: 1, description: 'What the network reaches: instances below at most, by operand' },
      ),
    ),
    keep: Type.Optional(roles('Operands the level must keep')),
    bypass: Type.Optional(roles('Operands the level must pass on')),
  },
  { ...strict, minProperties: 2 },
);

export const dataflowSchema = Type.Enum(
  ['row-stationary', 'weight-stationary', 'output-stationary', 'no-local-reuse'],
  { description: 'The limits of a dataflow' },
);

/** Limits on mappings, as a designer writes them: in a spec what the machine can do, in a scenario what is wanted now. */
export const constraintFields = {
  dataflow: Type.Optional(dataflowSchema),
  utilisation: Type.Optional(share('Of all units of the array, in use at least')),
  levels: Type.Optional(
    Type.Array(levelConstraintSchema, { minItems: 1, description: 'By level; several entries of one level add up' }),
  ),
};

/** `mapper.constraints` of a scenario. */
export const constraintsSchema = Type.Object(constraintFields, {
  ...strict,
  minProperties: 1,
  description: 'Limits on mappings, beside those of the accelerator',
});

export type ConstraintsFile = Static<typeof constraintsSchema>;
export type LevelConstraintFile = Static<typeof levelConstraintSchema>;
