import type { HardwareSpec, MemoryLevel } from '../../hardware/hardware.ts';
import type { Mapping } from '../../mapping/mapping.ts';
import { validateMapping } from '../../mapping/validate.ts';
import { InputError, type Issue } from '../../shared/issue.ts';
import type { ParsedYaml } from '../../shared/parse-yaml.ts';
import type { Section } from '../../shared/section.ts';
import type { OperandRole } from '../../workload/problem.ts';
import type { Layer } from '../../workload/workload.ts';
import { readArchitecture, type TimeloopArchitecture, type TimeloopLevel } from './architecture.ts';
import { constraintSections } from './constraints.ts';
import { gather, type SectionName } from './gather.ts';
import { readMapping, type TimeloopMapping } from './mapping.ts';
import { readProblem } from './problem.ts';
import { type ActionEnergies, energyOf, readAreas, readEnergies } from './tables.ts';

/** A Timeloop specification in the project's own terms. */
export interface TimeloopSpec {
  readonly layer: Layer;
  readonly hardware: HardwareSpec;
  readonly mapping: Mapping;
  readonly architecture: TimeloopArchitecture;
  readonly energies: ReadonlyMap<string, ActionEnergies>;
  readonly areas: ReadonlyMap<string, number>;
  /** What the files say beside what is evaluated. */
  readonly unread: readonly string[];
}

/** Reads a specification from one file or several, in any order; every fault in one `InputError`. */
export function readTimeloop(files: readonly ParsedYaml[]): TimeloopSpec {
  const issues: Issue[] = [];
  const found = gather(files, issues, ['architecture', 'problem', 'mapping']);
  const section = (name: SectionName): Section | undefined => found.sections.get(name);
  const architecture = section('architecture') && readArchitecture(section('architecture')!);
  const problem = section('problem') && readProblem(section('problem')!);
  const levels = architecture?.storage.map(({ name }) => name);
  const mapped =
    problem && levels && section('mapping') ? readMapping(section('mapping')!, problem, levels) : undefined;
  const energies = section('ERT') === undefined ? new Map<string, ActionEnergies>() : readEnergies(section('ERT')!);
  const areas = section('ART') === undefined ? new Map<string, number>() : readAreas(section('ART')!);
  if (issues.length > 0 || !architecture || !problem || !mapped) throw new InputError(issues);
  const layer: Layer = {
    name: 'problem',
    kind: 'custom',
    problem,
    operation: 'mac',
    operationsPerPoint: 1,
    parameters: 0,
    repeat: 1,
  };
  const hardware = hardwareOf({ architecture, energies, mapped, roles: problem.operands });
  const faults = validateMapping(problem, hardware, mapped.mapping);
  for (const fault of faults) section('mapping')!.fault(fault);
  if (issues.length > 0) throw new InputError(issues);
  // The mapping is given: constraints of a search say nothing of it.
  const unread = [...found.unread, ...constraintSections.filter((name) => found.sections.has(name))];
  return { layer, hardware, mapping: mapped.mapping, architecture, energies, areas, unread };
}

interface HardwareParts {
  readonly architecture: TimeloopArchitecture;
  readonly energies: ReadonlyMap<string, ActionEnergies>;
  readonly mapped: TimeloopMapping;
  readonly roles: readonly { readonly name: string; readonly role: OperandRole }[];
}

/** Levels with the fan-out between them. Where a table has no price the energy is counted as 0, and the result says so. */
function hardwareOf({ architecture, energies, mapped, roles }: HardwareParts): HardwareSpec {
  const { storage, arithmetic } = architecture;
  const all = [...storage, arithmetic];
  const word = arithmetic.wordBits;
  return {
    name: 'timeloop specification',
    description: 'read from a Timeloop specification',
    source: 'the files given',
    // Nothing is scaled: prices stand in the table.
    nodeNm: 45,
    voltageV: 1,
    clockMhz: 1000,
    clockPowerMw: 0,
    dataflow: 'weight-stationary',
    constraints: { spatial: [] },
    levels: storage.map((level, index) =>
      levelSpec(level, all[index + 1]!, energies, unmergedRoles(mapped.unmerged[index]!, roles)),
    ),
    mac: {
      name: arithmetic.name,
      bits: { W: word, I: word, O: word },
      style: 'mac',
      zeroWeights: 'compute',
      macsPerCycle: 1,
      component: { energyPj: { mac: energyOf(energies.get(arithmetic.name), 'compute') ?? 0 }, source: 'ERT' },
    },
  };
}

function unmergedRoles(names: readonly string[], operands: HardwareParts['roles']): readonly OperandRole[] {
  return operands.filter(({ name }) => names.includes(name)).map(({ role }) => role);
}

function levelSpec(
  level: TimeloopLevel,
  below: TimeloopLevel,
  energies: ReadonlyMap<string, ActionEnergies>,
  unmerged: readonly OperandRole[],
): MemoryLevel {
  const own = energies.get(level.name);
  const energyPj = {
    read: energyOf(own, 'read') ?? 0,
    write: energyOf(own, 'fill') ?? 0,
    update: energyOf(own, 'update') ?? 0,
  };
  const { name, words, wordBits, block, readBandwidth, writeBandwidth, sharedPort } = level;
  return {
    name,
    memories: [
      {
        name,
        roles: ['W', 'I', 'O'],
        capacityBits: words * wordBits,
        wordBits,
        blockBits: wordBits * block,
        readBitsPerCycle: readBandwidth * wordBits,
        writeBitsPerCycle: writeBandwidth * wordBits,
        sharedPort,
        doubleBuffered: false,
        component: { energyPj, source: 'ERT' },
      },
    ],
    fanout: { x: below.meshX / level.meshX, y: below.meshY / level.meshY },
    network: {
      multicast: { W: !unmerged.includes('W'), I: !unmerged.includes('I'), O: true },
      reduction: !unmerged.includes('O'),
    },
  };
}
