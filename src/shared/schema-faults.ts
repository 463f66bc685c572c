import type { ErrorObject } from 'ajv';
import { describeSchema, describeValue } from './describe-schema.ts';
import { nearest } from './nearest.ts';
import type { Path } from './path-text.ts';

export interface SchemaFault {
  readonly path: Path;
  /** For an unknown key: the path it should probably have had. */
  readonly meant?: Path;
  readonly fault: {
    readonly code: string;
    readonly message: string;
    readonly found?: string;
    readonly accepted?: string;
    readonly hint?: string;
    readonly at?: 'value' | 'key';
  };
}

type Schema = Readonly<Record<string, unknown>>;

/** ajv's findings in the reader's words: one fault for each thing wrong, alternatives that were not meant left out. */
export function schemaFaults(errors: readonly ErrorObject[], root: unknown): SchemaFault[] {
  const seen = new Set<string>();
  const faults = collapseUnions(errors).map((error) => schemaFault(error, root));
  const misspelt = new Set(faults.flatMap(({ meant }) => (meant === undefined ? [] : [JSON.stringify(meant)])));
  return faults.filter(({ path, fault }) => {
    // "there is no capcity, did you mean capacity?" says already that capacity is missing.
    if (fault.code === 'missing-key' && misspelt.has(JSON.stringify(path))) return false;
    const identity = JSON.stringify([path, fault.code, fault.message]);
    return !seen.has(identity) && seen.add(identity);
  });
}

/**
 * An `anyOf` reports what each branch disliked. Keep the branch that was meant, or the union itself. ajv lists the
 * branches' findings right before the union's own, so going backwards meets the outermost union first.
 */
function collapseUnions(errors: readonly ErrorObject[]): ErrorObject[] {
  const kept: ErrorObject[] = [];
  for (let last = errors.length - 1; last >= 0; last--) {
    const error = errors[last]!;
    if (error.keyword !== 'anyOf' && error.keyword !== 'oneOf') {
      kept.push(error);
      continue;
    }
    let first = last;
    while (first > 0 && isInside(error, errors[first - 1]!)) first--;
    kept.push(...meantBranch(error, errors.slice(first, last)).reverse());
    last = first;
  }
  return kept.reverse();
}

function isInside(union: ErrorObject, error: ErrorObject): boolean {
  if (!error.schemaPath.startsWith(`${union.schemaPath}/`)) return false;
  return error.instancePath === union.instancePath || error.instancePath.startsWith(`${union.instancePath}/`);
}

function meantBranch(union: ErrorObject, inside: readonly ErrorObject[]): ErrorObject[] {
  const branches = (union.schema as readonly unknown[])
    .map((_, index) => inside.filter((error) => error.schemaPath.startsWith(`${union.schemaPath}/${index}/`)))
    .filter((branch) => branch.length > 0);
  const mismatch = (error: ErrorObject) => ['type', 'const', 'enum'].includes(error.keyword);
  const fitting = branches.filter(
    (branch) => !branch.some((error) => error.instancePath === union.instancePath && mismatch(error)),
  );
  if (fitting.length === 0) return [union];
  // A wrong tag (`kind: conv` against `kind: pool`) rules a branch out, unless it rules out every branch.
  const tagged = fitting.filter((branch) => !branch.some((error) => error.keyword === 'const'));
  if (tagged.length === 0 && fitting.length > 1) {
    const tag = fitting[0]!.find((error) => error.keyword === 'const')!;
    const constants = fitting.flatMap((branch) => branch.filter(({ keyword }) => keyword === 'const'));
    return [{ ...tag, keyword: 'enum', params: { allowedValues: constants.map(({ params }) => params.allowedValue) } }];
  }
  const candidates = (tagged.length > 0 ? tagged : fitting).map((branch) => collapseUnions(branch));
  const best = candidates.reduce((best, branch) => (branch.length < best.length ? branch : best));
  return best.map((error) => withEveryTag(error, candidates.flat()));
}

/** Where a missing tag would tell branches apart, that of any of them is accepted. */
function withEveryTag(error: ErrorObject, all: readonly ErrorObject[]): ErrorObject {
  if (error.keyword !== 'required') return error;
  const key = String(error.params.missingProperty);
  const tags = all
    .filter(({ keyword, instancePath, params }) => {
      return keyword === 'required' && instancePath === error.instancePath && params.missingProperty === key;
    })
    .map(({ parentSchema }) => propertiesOf(parentSchema)[key] ?? {});
  if (tags.length < 2 || tags.some((tag) => tag.const === undefined)) return error;
  const properties = { ...propertiesOf(error.parentSchema), [key]: { enum: tags.map((tag) => tag.const) } };
  return { ...error, parentSchema: { ...error.parentSchema, properties } };
}

function propertiesOf(schema: Schema | undefined): Readonly<Record<string, Schema>> {
  return (schema?.properties ?? {}) as Readonly<Record<string, Schema>>;
}

function schemaFault(error: ErrorObject, root: unknown): SchemaFault {
  const path = pathOf(error.instancePath, root);
  const parent = (error.parentSchema ?? {}) as Schema;
  switch (error.keyword) {
    case 'additionalProperties':
      return unknownKey([...path, String(error.params.additionalProperty)], Object.keys(parent.properties ?? {}));
    case 'propertyNames':
      return unknownKey([...path, String(error.params.propertyName)], []);
    case 'required':
      return missingKey([...path, String(error.params.missingProperty)], parent);
    default:
      return { path, fault: wrongValue(error, parent) };
  }
}

function unknownKey(path: Path, keys: readonly string[]): SchemaFault {
  const name = String(path.at(-1));
  const meant = nearest(name, keys);
  return {
    path,
    ...(meant !== undefined && { meant: [...path.slice(0, -1), meant] }),
    fault: {
      code: 'unknown-key',
      message: `there is no key "${name}" here`,
      at: 'key',
      found: name,
      ...(keys.length > 0 && { accepted: keys.join(', ') }),
      ...(meant !== undefined && { hint: `did you mean "${meant}"?` }),
    },
  };
}

function missingKey(path: Path, parent: Schema): SchemaFault {
  const name = String(path.at(-1));
  const schema = propertiesOf(parent)[name];
  const accepted = schema && describeSchema(schema);
  const hint = typeof schema?.description === 'string' ? schema.description : undefined;
  return {
    path,
    fault: {
      code: 'missing-key',
      message: `"${name}" is missing`,
      ...(accepted !== undefined && { accepted }),
      ...(hint !== undefined && { hint }),
    },
  };
}

function wrongValue(error: ErrorObject, parent: Schema): SchemaFault['fault'] {
  const allowed = error.params.allowedValues as readonly unknown[] | undefined;
  const accepted = allowed ? allowed.map((value) => String(value)).join(', ') : describeSchema(parent);
  const names =
    allowed ?? (parent.anyOf as readonly Schema[] | undefined)?.flatMap(({ const: name }) => name ?? []) ?? [];
  const meant = typeof error.data === 'string' ? nearest(error.data, names.map(String)) : undefined;
  return {
    code: 'wrong-value',
    message: wrongValueMessage(error),
    found: describeValue(error.data),
    accepted,
    ...(meant !== undefined && { hint: `did you mean "${meant}"?` }),
  };
}

function wrongValueMessage({ keyword, params }: ErrorObject): string {
  switch (keyword) {
    case 'minItems':
      return `the list needs at least ${params.limit} ${params.limit === 1 ? 'entry' : 'entries'}`;
    case 'maxItems':
      return `the list may have at most ${params.limit} ${params.limit === 1 ? 'entry' : 'entries'}`;
    case 'minProperties':
      return `the map needs at least ${params.limit} ${params.limit === 1 ? 'key' : 'keys'}`;
    case 'uniqueItems':
      return 'the list names something twice';
    case 'minLength':
      return 'the text is empty';
    case 'minimum':
    case 'exclusiveMinimum':
    case 'maximum':
    case 'exclusiveMaximum':
      return `the number must be ${params.comparison} ${params.limit}`;
    case 'type':
      return 'this is the wrong kind of value';
    default:
      return 'this value is not accepted here';
  }
}

/** ajv writes `/levels/1/capacity`; whether `1` is a key or a position only the value can tell. */
function pathOf(pointer: string, root: unknown): Path {
  const path: (string | number)[] = [];
  let value = root;
  for (const raw of pointer.split('/').slice(1)) {
    const step = raw.replaceAll('~1', '/').replaceAll('~0', '~');
    path.push(Array.isArray(value) ? Number(step) : step);
    value = (value as Readonly<Record<string, unknown>> | undefined)?.[step];
  }
  return path;
}
