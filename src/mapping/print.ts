import type { Loop, Mapping } from './mapping.ts';

/** The text form of a mapping; `parseMapping` reads it back. */
export function printMapping(mapping: Mapping): string {
  return mapping.levels
    .map((level) => {
      const [x, y, time] = [level.x, level.y, level.temporal].map(printLoops) as [string, string, string];
      const space = [x === '' ? '' : `X: ${x}`, y === '' ? '' : `Y: ${y}`].filter((part) => part !== '');
      const keep = level.keep.length > 0 ? level.keep.join(',') : 'none';
      return `${level.level} keep ${keep}:${time === '' ? '' : ` ${time}`}${space.length > 0 ? ` | ${space.join(' ')}` : ''}`;
    })
    .join('\n');
}

function printLoops(loops: readonly Loop[]): string {
  return loops
    .filter((loop) => loop.factor > 1)
    .map((loop) => `${loop.dimension}${/\d$/.test(loop.dimension) ? '=' : ''}${loop.factor}`)
    .join(' ');
}
