type Schema = Readonly<Record<string, unknown>>;

const typeNames: Readonly<Record<string, string>> = {
  string: 'text',
  number: 'a number',
  integer: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'a map',
  null: 'nothing',
};

/** What a schema accepts, in a few words; its `title` if it has one. */
export function describeSchema(schema: Schema): string {
  if (typeof schema.title === 'string') return schema.title;
  if (schema.const !== undefined) return String(schema.const);
  if (Array.isArray(schema.enum)) return schema.enum.join(', ');
  const branches = (schema.anyOf ?? schema.oneOf) as readonly Schema[] | undefined;
  if (branches !== undefined) {
    const words = [...new Set(branches.map(describeSchema))];
    return branches.every((branch) => branch.const !== undefined) ? words.join(', ') : words.join(' or ');
  }
  if (schema.type === 'array' && schema.items) {
    const items = describeSchema(schema.items as Schema);
    return items.startsWith('a map with ') ? `a list of maps with ${items.slice(11)}` : `a list of: ${items}`;
  }
  if (schema.type === 'object' && schema.properties) return `a map with ${Object.keys(schema.properties).join(', ')}`;
  return (typeNames[String(schema.type)] ?? 'another value') + range(schema);
}

function range(schema: Schema): string {
  const { minimum, exclusiveMinimum, maximum, exclusiveMaximum } = schema;
  const limits = [
    minimum !== undefined && `≥ ${minimum}`,
    exclusiveMinimum !== undefined && `> ${exclusiveMinimum}`,
    maximum !== undefined && `≤ ${maximum}`,
    exclusiveMaximum !== undefined && `< ${exclusiveMaximum}`,
  ].filter((limit) => limit !== false);
  return limits.length > 0 ? ` ${limits.join(' and ')}` : '';
}

/** What was found, short enough for one line. */
export function describeValue(value: unknown): string {
  if (value === null || value === undefined) return 'nothing';
  if (Array.isArray(value)) return value.length === 1 ? 'a list of 1' : `a list of ${value.length}`;
  if (typeof value === 'object') return 'a map';
  const text = JSON.stringify(value);
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
}
