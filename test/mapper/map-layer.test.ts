import { describe, expect, it } from 'vitest';
import { port } from '../../src/dataflow/conventions/port.ts';
import { mapLayer } from '../../src/mapper/map-layer.ts';
import type { MappingProblem } from '../../src/mapper/mapper.ts';
import { alone, type Team, tooMuchMemory } from '../../src/mapper/optimal/team.ts';
import { printMapping } from '../../src/mapping/print.ts';
import { InputError } from '../../src/shared/issue.ts';
import { convolution } from '../support/convolution.ts';
import { sketchHardware } from '../support/hardware.ts';
import { pricesOf } from '../support/prices.ts';

const hardware = sketchHardware([{ name: 'DRAM' }, { name: 'RF', words: 16 }]);
const problem: MappingProblem = {
  layer: convolution({ M: 4, C: 6 }, 'fc'),
  hardware,
  prices: pricesOf(hardware),
  convention: port,
  objective: 'energy',
};

const fixed = (text: string) => ({ strategy: 'fixed' as const, mappings: new Map([['fc', text]]) });

describe('a mapping given for a layer', () => {
  it('is used as it stands', () => {
    const outcome = mapLayer(problem, fixed('DRAM: M4 C3\nRF: C2'));
    expect(outcome).toMatchObject({ found: true, mapper: 'fixed', evaluated: 1 });
    if (outcome.found) expect(printMapping(outcome.mapping)).toBe('DRAM keep W,I,O: M4 C3\nRF keep W,I,O: C2');
  });

  it('is refused with every fault when its text is wrong', () => {
    expect(() => mapLayer(problem, fixed('DRAM: M4 K3\nRG: C2'))).toThrow(InputError);
    try {
      mapLayer(problem, fixed('DRAM: M4 K3\nRG: C2'));
    } catch (error) {
      const { issues } = error as InputError;
      expect(issues.map(({ code, file }) => [code, file])).toEqual([
        ['unknown-dimension', 'mapping of fc'],
        ['unknown-level', 'mapping of fc'],
      ]);
    }
  });

  it('is refused when it does not cover the layer', () => {
    expect(() => mapLayer(problem, fixed('DRAM: M4 C3'))).toThrow('factors-too-small');
  });

  it('that needs 12 + 6 + 2 words of 16 has no answer, which is a result', () => {
    const outcome = mapLayer(problem, fixed('DRAM: M2\nRF: M2 C6'));
    expect(outcome).toMatchObject({
      found: false,
      issues: [
        { code: 'does-not-fit', path: 'RF', found: `${(2 * 6 + 6 + 2) * 16} bit`, accepted: `at most ${16 * 16} bit` },
      ],
    });
  });

  it('half a double-buffered memory holds the next tile', () => {
    const doubled = {
      ...hardware,
      levels: hardware.levels.map((level) => ({
        ...level,
        memories: level.memories.map((memory) => ({ ...memory, doubleBuffered: memory.name === 'RF' })),
      })),
    };
    // 3 + 3 + 1 words fit in 8; 4 + 4 + 1 do not, though 16 are there.
    const six = fixed('DRAM: M4 C2\nRF: C3');
    const four = { ...problem, hardware: doubled, layer: convolution({ M: 4, C: 8 }, 'fc') };
    expect(mapLayer({ ...problem, hardware: doubled }, six).found).toBe(true);
    expect(mapLayer(four, fixed('DRAM: M4 C2\nRF: C4')).found).toBe(false);
    expect(mapLayer({ ...four, hardware }, fixed('DRAM: M4 C2\nRF: C4')).found).toBe(true);
  });

  it('leaves the other layers to the templates', () => {
    const other = { ...problem, layer: convolution({ M: 4, C: 6 }, 'other') };
    expect(mapLayer(other, fixed('DRAM: M4 C6'))).toMatchObject({
      found: true,
      mapper: 'templates: weight-stationary',
    });
  });

  it('a proof that takes more memory than there is says of which layer', () => {
    const floats = () => {
      throw tooMuchMemory();
    };
    const own = alone();
    const team: Team = {
      ...own,
      get self() {
        return team;
      },
      open: () => ({ ...own.open(), floats }),
    };
    const map = () => mapLayer(problem, { strategy: 'optimal', objective: 'energy', bypass: false }, { team });
    expect(map).toThrow(
      expect.objectContaining({ issues: [expect.objectContaining({ code: 'too-much-memory', path: 'fc' })] }),
    );
  });
});
