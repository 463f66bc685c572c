import { formatSi } from './number-format.ts';

/** Energy as a reader expects it; the model counts in picojoules. */
export function formatEnergy(energyPj: number): string {
  return formatSi(energyPj * 1e-12, 'J');
}

/** Square millimetres from 0.01 mm² on, else square micrometres: prefixes of areas are squared, so plain SI does not do. */
export function formatArea(areaUm2: number): string {
  if (areaUm2 >= 1e4) return `${significant(areaUm2 / 1e6)} mm²`;
  return `${significant(areaUm2)} µm²`;
}

function significant(value: number): string {
  return value >= 1000 ? value.toFixed(0) : value === 0 ? '0' : value.toPrecision(3);
}

/** The area that is known: `≥` where some component's is not, `not known` where none is. */
export function formatKnownArea({
  areaUm2,
  areaComplete,
}: {
  readonly areaUm2: number;
  readonly areaComplete: boolean;
}): string {
  return areaUm2 === 0 ? 'not known' : `${areaComplete ? '' : '≥ '}${formatArea(areaUm2)}`;
}
