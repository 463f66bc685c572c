import { nearest } from '../shared/nearest.ts';
import type { Path } from '../shared/path-text.ts';
import { checkConstraints } from './check-constraints.ts';
import type { HardwareFile } from './schema.ts';
import type { SpecReader } from './spec-reader.ts';

/** Results are keyed by component name. */
function checkComponentNames(reader: SpecReader, file: HardwareFile): void {
  const seen = new Set<string>();
  const claim = (component: string | undefined, path: Path) => {
    if (component === undefined) return; // reported as missing
    if (seen.has(component)) {
      const accepted = 'a name not used before';
      reader.report(path, {
        code: 'duplicate-name',
        message: `"${component}" is named twice`,
        found: component,
        accepted,
      });
    }
    seen.add(component);
  };
  for (const [index, level] of file.levels.entries()) {
    claim(level.name, ['levels', index, 'name']);
    for (const [each, memory] of (level.memories ?? []).entries()) {
      claim(`${level.name}.${memory.name}`, ['levels', index, 'memories', each, 'name']);
    }
  }
  for (const level of file.levels) seen.add(`${level.name} network`);
  const claimPart = (part: { readonly name?: string } | undefined, standard: string, path: Path) => {
    if (part !== undefined) claim(part.name ?? standard, part.name === undefined ? path : [...path, 'name']);
  };
  claimPart(file.mac, 'MAC', ['mac']);
  claimPart(file.mac.adder, 'adder', ['mac', 'adder']);
  claimPart(file.mac.bins, 'bins', ['mac', 'bins']);
  claimPart(file.decoder, 'weight decoder', ['decoder']);
  claimPart(file.vector, 'vector unit', ['vector']);
}

function checkRolesOnce(reader: SpecReader, file: HardwareFile): void {
  for (const [index, level] of file.levels.entries()) {
    const keeper = new Map<string, string>();
    for (const [each, memory] of (level.memories ?? []).entries()) {
      for (const [position, role] of memory.keeps.entries()) {
        const first = keeper.get(role);
        if (first === undefined) {
          keeper.set(role, memory.name);
          continue;
        }
        const path = ['levels', index, 'memories', each, 'keeps', position];
        const message = `${role} is kept by "${first}" already; one level keeps an operand once`;
        reader.report(path, { code: 'duplicate-role', message, found: role });
      }
    }
  }
}

/** Every operand starts or ends its way at the outermost level. */
function checkOutermost(reader: SpecReader, file: HardwareFile): void {
  const [outermost] = file.levels;
  if (outermost === undefined) return; // reported as missing
  const kept = [...(outermost.keeps ?? []), ...(outermost.memories ?? []).flatMap((memory) => memory.keeps)];
  const missing = (['W', 'I', 'O'] as const).filter((role) => !kept.includes(role));
  if (missing.length === 0) return;
  reader.report(['levels', 0, outermost.memories === undefined ? 'keeps' : 'memories'], {
    code: 'role-not-kept',
    message: `the outermost level must keep every operand; ${missing.join(', ')} has no home`,
    found: kept.length > 0 ? kept.join(', ') : 'nothing',
    accepted: 'W, I, O',
  });
}

function checkReferences(reader: SpecReader, file: HardwareFile): void {
  const names = file.levels.map((level) => level.name).filter((name) => typeof name === 'string');
  const known = (name: string, path: Path) => {
    // What is no name was reported by the schema.
    if (typeof name !== 'string' || names.includes(name)) return;
    const meant = nearest(name, names);
    reader.report(path, {
      code: 'unknown-level',
      message: `there is no level "${name}"`,
      found: name,
      accepted: names.join(', '),
      ...(meant !== undefined && { hint: `did you mean "${meant}"?` }),
    });
  };
  const constrained = new Set<string>();
  for (const [index, { level }] of (file.constraints?.spatial ?? []).entries()) {
    const path = ['constraints', 'spatial', index, 'level'];
    known(level, path);
    if (constrained.has(level)) {
      const message = `"${level}" is constrained twice; give x and y in one entry`;
      reader.report(path, { code: 'duplicate-name', message, found: level });
    }
    constrained.add(level);
  }
  if (file.decoder !== undefined) {
    known(file.decoder.level, ['decoder', 'level']);
    if (file.mac.style === 'factorised') {
      const message = 'factorised weights are lists of inputs; there is no index to decode';
      const accepted = 'a decoder, or style: factorised';
      reader.report(['decoder'], { code: 'conflicting-keys', message, at: 'key', accepted });
    }
  }
  if (file.vector === undefined) return;
  known(file.vector.level, ['vector', 'level']);
  const feeding = file.levels.find((level) => level.name === file.vector?.level);
  if (feeding === undefined || feeding.keeps !== undefined || feeding.memories !== undefined) return;
  const message = `the vector unit reads from "${feeding.name}", which has no memory`;
  reader.report(['vector', 'level'], { code: 'role-not-kept', message, found: feeding.name });
}

function checkLimits(reader: SpecReader, file: HardwareFile): void {
  const count = (text: string | number | undefined): number => {
    const value = reader.units.read(text ?? 1, 'count');
    return typeof value === 'number' ? value : Number.POSITIVE_INFINITY;
  };
  const levels = file.levels.map(({ name, keeps, memories = [], fanout = {} }) => ({
    name,
    roles: [...(keeps ?? []), ...memories.flatMap((memory) => memory.keeps)],
    fanout: { x: count(fanout.x), y: count(fanout.y) },
  }));
  const source = { document: reader.document, path: ['constraints'] };
  for (const issue of checkConstraints(source, file.constraints ?? {}, levels)) reader.add(issue);
}

/** What only shows with the whole spec in view: names used twice, references to nothing, operands without a home. */
export const hardwareChecks = [
  checkComponentNames,
  checkRolesOnce,
  checkOutermost,
  checkReferences,
  checkLimits,
] as const;
