const PREFIXES: readonly (readonly [number, string])[] = [
  [1e18, 'E'],
  [1e15, 'P'],
  [1e12, 'T'],
  [1e9, 'G'],
  [1e6, 'M'],
  [1e3, 'k'],
  [1, ''],
  [1e-3, 'm'],
  [1e-6, 'µ'],
  [1e-9, 'n'],
  [1e-12, 'p'],
  [1e-15, 'f'],
  [1e-18, 'a'],
];

/** `12.3 µJ`: three significant digits and an SI prefix. The value is in the unit itself, without prefix. */
export function formatSi(value: number, unit: string): string {
  if (value === 0 || !Number.isFinite(value)) return `${value} ${unit}`.trimEnd();
  const rounded = Number(value.toPrecision(3));
  const [scale, prefix] = PREFIXES.find(([size]) => Math.abs(rounded) >= size * 0.9999999) ?? PREFIXES.at(-1)!;
  return `${plain(rounded / scale)} ${prefix}${unit}`.trimEnd();
}

/** `12.3 %` of a share between 0 and 1; `< 0.1 %` rather than a zero that is not one. */
export function formatShare(share: number): string {
  if (!Number.isFinite(share)) return '–';
  if (share > 0 && share < 0.0005) return '< 0.1 %';
  return `${(share * 100).toFixed(1)} %`;
}

/** Every digit of a count, in groups of three: `1 234 567`. Fractions (expected counts) keep seven significant digits. */
export function formatGrouped(value: number): string {
  const text = Number.isInteger(value) ? String(value) : String(Number(value.toPrecision(7)));
  if (text.includes('e')) return text;
  const [whole, fraction] = text.split('.');
  const groups = whole!.replace(/\B(?=(\d{3})+(?!\d))/g, '\u202f');
  return fraction === undefined ? groups : `${groups}.${fraction}`;
}

/** Three significant digits without an exponent. */
function plain(value: number): string {
  const text = value.toPrecision(3);
  return text.includes('e') ? String(Number(text)) : text;
}
