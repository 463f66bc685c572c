import { safeText } from '../safe-text.ts';

/** A text as Markdown shows it, on one line: nothing in it is markup, of Markdown or of HTML. */
export function plainText(text: string): string {
  return safeText(text)
    .replace(/[\\`*_{}[\]#|~!$]/g, '\\$&')
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;');
}

/** Lines as they are, in a fence longer than any in them. */
export function codeBlock(text: string): string {
  const lines = text.split('\n').map(safeText);
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  return [fence, ...lines, fence].join('\n');
}
