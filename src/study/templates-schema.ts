import Type, { type TSchema } from 'typebox';
import { plainObjectives } from '../mapper/objective.ts';

const dataflows = ['row-stationary', 'weight-stationary', 'output-stationary', 'no-local-reuse', 'best'] as const;

/** `mapper:` with a search. */
export const templatesSchema = templatesFor(
  Type.Enum(plainObjectives, {
    description:
      'What the tile sizes are chosen for; default energy-delay, which does not leave the array idle to save a little energy',
  }),
);

/** The same with objectives of its own. */
export function templatesFor<Objective extends TSchema>(objective: Objective) {
  return Type.Object(
    {
      strategy: Type.Literal('templates'),
      dataflow: Type.Optional(
        Type.Enum(dataflows, {
          description:
            'Which family of mappings; best: the best of the four; default: the one the hardware is built for',
        }),
      ),
      objective: Type.Optional(objective),
      searches: Type.Optional(
        Type.Enum(['per-case', 'per-accelerator'], {
          description:
            'In a sweep; per-case: for every case, which then takes the best of all that were found for any; per-accelerator: for the first and the last of the cases that differ in compression only, which then take the better of the two that suit these best of all found for any accelerator; default per-case',
        }),
      ),
    },
    { additionalProperties: false },
  );
}
