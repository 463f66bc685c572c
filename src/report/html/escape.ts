import { safeText } from '../safe-text.ts';

/** Markup that is already safe to put into the page. */
export interface Markup {
  readonly markup: string;
}

type Part = string | number | Markup | readonly Markup[];

/** Template for markup: every value put in is escaped unless it is markup itself, so nothing is escaped by remembering to. */
export function html(literals: TemplateStringsArray, ...parts: readonly Part[]): Markup {
  return { markup: literals.map((literal, index) => `${literal}${text(parts[index] ?? '')}`).join('') };
}

function text(part: Part): string {
  if (typeof part === 'string' || typeof part === 'number') return escaped(String(part));
  return Array.isArray(part) ? part.map((one: Markup) => one.markup).join('') : (part as Markup).markup;
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Line by line, because a mapping has lines and a name must not have control characters. */
function escaped(raw: string): string {
  return raw
    .split('\n')
    .map((line) => safeText(line).replace(/[&<>"']/g, (character) => ENTITIES[character]!))
    .join('\n');
}
