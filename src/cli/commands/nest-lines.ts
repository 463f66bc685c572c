import type { LayerResult, LevelSummary } from '../../cost/result.ts';
import { formatGrouped, formatShare } from '../../report/number-format.ts';
import { formatEnergy } from '../../report/quantities.ts';
import { safeText } from '../../report/safe-text.ts';

/** The mapping as an indented nest: a line for every level with what stays there, a line for every loop. */
export function nestLines(
  layer: Pick<LayerResult, 'levels' | 'energyPj'>,
  built: Readonly<Record<string, number>>,
): readonly string[] {
  const lines: string[] = [];
  let depth = 0;
  const indented = (text: string) => lines.push(`${'  '.repeat(depth)}${safeText(text)}`);
  for (const level of layer.levels) {
    const { temporal, x, y } = loopsOf(level.line);
    const share = layer.energyPj === 0 ? 0 : level.energyPj / layer.energyPj;
    indented(
      `${level.level}${instances(level, built[level.level] ?? level.instances)}: ${formatEnergy(level.energyPj)} (${formatShare(share)})`,
    );
    for (const line of keptLines(level)) indented(`  ${line}`);
    depth += 1;
    for (const loop of temporal) {
      indented(`for ${loop}`);
      depth += 1;
    }
    const spread = [...x.map((loop) => `${loop} along X`), ...y.map((loop) => `${loop} along Y`)];
    if (spread.length > 0) {
      indented(`side by side: ${spread.join(', ')}`);
      depth += 1;
    }
  }
  indented('one operation');
  return lines;
}

function instances({ instances: used }: LevelSummary, there: number): string {
  if (there === 1) return '';
  return there === used ? ` × ${formatGrouped(used)}` : ` × ${formatGrouped(used)} of ${formatGrouped(there)}`;
}

/** One line per memory: what one instance holds, and how full that makes it. */
function keptLines({ tiles }: LevelSummary): readonly string[] {
  if (tiles.length === 0) return ['keeps nothing'];
  return [...new Set(tiles.map((tile) => tile.memory))].map((memory) => {
    const own = tiles.filter((tile) => tile.memory === memory);
    const kept = own.map((tile) => `${tile.operand} ${formatGrouped(tile.elements)}`).join(', ');
    const capacityBits = own[0]!.capacityBits;
    if (capacityBits === null) return `${memory} keeps ${kept} words`;
    const used = own.reduce((sum, tile) => sum + tile.bits, 0);
    const full = `${formatGrouped(used)} of ${formatGrouped(capacityBits)} bit, ${formatShare(used / capacityBits)}`;
    return `${memory} keeps ${kept} words (${full})`;
  });
}

interface LevelLoops {
  readonly temporal: readonly string[];
  readonly x: readonly string[];
  readonly y: readonly string[];
}

/** `GLB keep I,O: M8 C4 | X: M4 Y: C8` as lists of `M in 8`. */
function loopsOf(line: string): LevelLoops {
  const body = line.slice(line.indexOf(':') + 1);
  const [time = '', space = ''] = body.split('|');
  return {
    temporal: loops(time),
    x: loops(/X:([^:]*?)(?=Y:|$)/.exec(space)?.[1]),
    y: loops(/Y:(.*)$/.exec(space)?.[1]),
  };
}

function loops(text = ''): readonly string[] {
  return [...text.matchAll(/([A-Za-z_]\w*?)=?(\d+)(?=\s|$)/g)].map(
    ([, dimension, factor]) => `${dimension} in ${factor}`,
  );
}
