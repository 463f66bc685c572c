import Type from 'typebox';
import { type InputDocument, openDocument } from '../../shared/document.ts';
import { InputError, type Issue } from '../../shared/issue.ts';
import type { ParsedYaml } from '../../shared/parse-yaml.ts';
import { Section } from '../../shared/section.ts';

const sections = [
  'architecture',
  'problem',
  'mapping',
  'ERT',
  'ART',
  'architecture_constraints',
  'mapspace_constraints',
  'constraints',
] as const;
export type SectionName = (typeof sections)[number];
const anything = Type.Record(Type.String(), Type.Unknown());

interface Gathered {
  readonly sections: ReadonlyMap<SectionName, Section>;
  readonly unread: readonly string[];
}

/** Each part from the file that has it; a part that is needed and stands nowhere is a fault. */
export function gather(files: readonly ParsedYaml[], issues: Issue[], needed: readonly SectionName[]): Gathered {
  const found = new Map<SectionName, Section>();
  const unread: string[] = [];
  let first: InputDocument<unknown> | undefined;
  for (const file of files) {
    const document = opened(file, issues);
    if (document === undefined) continue;
    first ??= document;
    for (const [key, value] of Object.entries(document.value)) {
      const name = sections.find((each) => each === key);
      if (name === undefined) unread.push(key);
      else if (found.has(name)) {
        issues.push(
          document.issue([key], {
            code: 'duplicate-key',
            message: `"${key}" stands in two files`,
            found: key,
            at: 'key',
          }),
        );
      } else found.set(name, new Section(document, [key], value, issues));
    }
  }
  for (const name of needed) {
    if (found.has(name) || first === undefined) continue;
    const accepted = `a file with "${name}"`;
    issues.push(first.issue([name], { code: 'missing-key', message: `"${name}" is missing from all files`, accepted }));
  }
  return { sections: found, unread };
}

function opened(file: ParsedYaml, issues: Issue[]): InputDocument<Readonly<Record<string, unknown>>> | undefined {
  try {
    return openDocument(file, anything);
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    issues.push(...error.issues);
    return undefined;
  }
}
