/** How far above at most, as text: rounded up, so that it is true. */
export function aboveText(gap: number): string {
  return `at most ${(Math.ceil(1e4 * gap - 1e-6) / 100).toFixed(2)} % above`;
}
