import Type from 'typebox';

const strict = { additionalProperties: false } as const;

/** A text with a unit. Bare numbers pass the schema so that the reader can say which unit is missing. */
export function quantitySchema(title: string, description: string) {
  return Type.Union([Type.String(), Type.Number()], { title, description });
}

function energySchema(action: string, per: string) {
  return Type.Optional(quantitySchema('an energy, such as 1.7 pJ', `Energy of one \`${action}\`, ${per}`));
}

/** The actions of each kind of component, and what one priced action is. */
export const componentActions = {
  memory: { actions: ['read', 'write', 'update'], per: 'per access of `block` bits; `pJ/bit` is accepted too' },
  network: { actions: ['deliver', 'reduce'], per: 'per word' },
  mac: { actions: ['mac'], per: 'per multiply-accumulate' },
  adder: { actions: ['add'], per: 'per addition' },
  vector: { actions: ['max', 'add', 'multiply', 'activation', 'copy'], per: 'per operation' },
} as const;

export type ComponentKind = keyof typeof componentActions;

/** How a component is priced: `use` a library row, or figures in place. */
export function componentSchema(kind: ComponentKind) {
  const { actions, per } = componentActions[kind];
  const energies = Object.fromEntries(actions.map((action) => [action, energySchema(action, per)]));
  return Type.Object(
    {
      use: Type.Optional(
        Type.String({ minLength: 1, description: 'Row of the component library in `hardware-specs/components/`' }),
      ),
      energy: Type.Optional(
        Type.Union([Type.String(), Type.Number(), Type.Object(energies, { ...strict, minProperties: 1 })], {
          title: 'an energy, such as 1.7 pJ, or a map of one energy for each action',
          description: `Energy given in place, ${per}; one figure stands for every action`,
        }),
      ),
      leakage: Type.Optional(quantitySchema('a power, such as 0.5 mW', 'Leakage of one instance; default 0 mW')),
      area: Type.Optional(quantitySchema('an area, such as 1.2 mm^2', 'Area of one instance; absent: unknown')),
      source: Type.Optional(Type.String({ minLength: 1, description: 'Where the figures given in place come from' })),
    },
    { ...strict, description: 'A row of the component library (`use`), or figures given in place with their `source`' },
  );
}
