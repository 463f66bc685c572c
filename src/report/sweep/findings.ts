import type { SweepResult } from '../../study/run-sweep.ts';
import { nameOf } from '../../study/sweep/rules.ts';
import { formatEnergy } from '../quantities.ts';
import { type Breakeven, breakevens, paretoFront, sensitivities } from './analysis.ts';
import { answered } from './answered.ts';

/** Most settings of the other axes that are told one by one. */
const most = 6;

/** What a sweep shows beyond its table, one sentence each. */
export function findings(sweep: SweepResult): readonly string[] {
  return [
    ...frontSentence(sweep),
    ...breakevens(sweep).slice(0, most).map(breakevenSentence),
    ...sensitivitySentences(sweep),
  ];
}

function frontSentence(sweep: SweepResult): readonly string[] {
  const all = answered(sweep).length;
  const front = paretoFront(sweep);
  if (all < 3) return [];
  const names = front.slice(0, most).map(({ label }) => label);
  const more = front.length > most ? ` and ${front.length - most} more` : '';
  return [
    `Not beaten in energy, latency and known area at once: ${names.join('; ')}${more} (${front.length} of ${all}).`,
  ];
}

function breakevenSentence({ axis, others, saving, values, uncompressedPj }: Breakeven): string {
  const settings = Object.entries(others).map(([path, value]) => `${nameOf(path)} = ${value}`);
  const lead = settings.length === 0 ? '' : `With ${settings.join(', ')}: `;
  const what = `${settings.length === 0 ? 'Weights' : 'weights'} with tables, indices and decoding cost less than the ${formatEnergy(uncompressedPj)} of uncompressed ones`;
  if (saving.length === 0) return `${lead}${what} at none of the values of ${axis}.`;
  if (saving.length === values.length) return `${lead}${what} at all values of ${axis}.`;
  return `${lead}${what} at ${axis} ${saving.join(', ')}, not at ${values.filter((value) => !saving.includes(value)).join(', ')}.`;
}

function sensitivitySentences(sweep: SweepResult): readonly string[] {
  if (sweep.axes.length < 2) return [];
  return sensitivities(sweep).map(
    ({ axis, least, most: largest, share }) =>
      `Along ${axis} alone the energy goes from ${formatEnergy(least.energyPj)} (${least.value}) to ${formatEnergy(largest.energyPj)} (${largest.value}), ${(100 * share).toPrecision(3)} % of the baseline.`,
  );
}
