import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('../../', import.meta.url));

/** A file of the project as text. */
export function read(path: string): string {
  return readFileSync(root + path, 'utf8');
}

/** Rows of all tables in a text, cells trimmed, without heads and rules. */
export function tableRows(text: string): string[][] {
  const isRule = (line: string | undefined) => /^\|[-|]+\|$/.test(line ?? '');
  return text
    .split('\n')
    .filter((line, index, all) => line.startsWith('|') && !isRule(line) && !isRule(all[index + 1]))
    .map((line) =>
      line
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim()),
    );
}

/** What stands in the fenced blocks of a language. */
export function codeBlocks(text: string, language: string): string[] {
  return [...text.matchAll(new RegExp(`\`\`\`${language}\\n([\\s\\S]*?)\`\`\``, 'g'))].map((match) => match[1]!);
}
