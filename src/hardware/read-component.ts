import type { Static } from 'typebox';
import type { Path } from '../shared/path-text.ts';
import { type ComponentKind, componentActions, type componentSchema } from './component-schema.ts';
import type { ComponentReference } from './hardware.ts';
import type { SpecReader } from './spec-reader.ts';

type ComponentFile = Static<ReturnType<typeof componentSchema>>;

export interface ComponentPlace {
  readonly path: Path;
  readonly kind: ComponentKind;
  /** Bits of one priced action, where energies may be given per bit. */
  readonly actionBits?: number;
}

/** A library row or figures in place, never a mix: a figure beside `use` would silently win or lose. */
export function readComponent(reader: SpecReader, file: ComponentFile, place: ComponentPlace): ComponentReference {
  const reference = readReference(reader, file, place);
  reader.components.push({ path: place.path, kind: place.kind, reference });
  return reference;
}

function readReference(reader: SpecReader, file: ComponentFile, place: ComponentPlace): ComponentReference {
  const { path } = place;
  const { use, energy, leakage, area, source } = file;
  if (use !== undefined) {
    for (const key of ['energy', 'leakage', 'area', 'source'] as const) {
      if (file[key] === undefined) continue;
      reader.report([...path, key], {
        code: 'conflicting-keys',
        message: `"${key}" cannot stand beside "use"; the library row gives it`,
        at: 'key',
        accepted: 'either use, or energy, leakage, area and source',
      });
    }
    return { use };
  }
  if (energy === undefined) {
    const accepted = 'use: a row of the component library, or energy: figures in place';
    reader.report([...path, 'use'], { code: 'missing-key', message: 'the component has no price', accepted });
  }
  if (source === undefined && energy !== undefined) {
    const message = 'figures given in place need a source';
    reader.report([...path, 'source'], {
      code: 'missing-key',
      message,
      accepted: 'source: paper, table or data sheet',
    });
  }
  return {
    ...(energy !== undefined && { energyPj: readEnergies(reader, energy, place) }),
    ...(leakage !== undefined && { leakageMw: reader.quantity([...path, 'leakage'], 'mw', leakage) }),
    ...(area !== undefined && { areaUm2: reader.quantity([...path, 'area'], 'um2', area) }),
    ...(source !== undefined && { source }),
  };
}

function readEnergies(reader: SpecReader, energy: NonNullable<ComponentFile['energy']>, place: ComponentPlace) {
  const path = [...place.path, 'energy'];
  if (typeof energy !== 'object') {
    const each = readEnergy(reader, energy, { ...place, path });
    // An update is a read and a write; one figure for all would make it cheaper than its parts.
    const actions = componentActions[place.kind].actions.filter((action) => action !== 'update');
    return Object.fromEntries(actions.map((action) => [action, each]));
  }
  const given = Object.entries(energy as Readonly<Record<string, string | number>>);
  return Object.fromEntries(
    given.map(([action, text]) => [action, readEnergy(reader, text, { ...place, path: [...path, action] })]),
  );
}

/** `200 pJ`, or `3.2 pJ/bit` where the width of an action is known. */
function readEnergy(reader: SpecReader, text: string | number, { path, actionBits }: ComponentPlace): number {
  if (actionBits !== undefined) {
    const perBit = reader.units.read(text, 'pjPerBit');
    if (typeof perBit === 'number') return perBit * actionBits;
  }
  return reader.quantity(path, 'pj', text);
}
