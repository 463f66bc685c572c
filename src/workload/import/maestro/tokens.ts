import type { SourceText } from '../../../shared/located.ts';

/** A word or a mark of punctuation, and where it stands. */
export interface Token {
  readonly text: string;
  readonly offset: number;
}

/** Words and `{ } ( ) : ; ,`; what follows `//` on a line is left out. */
export function tokensOf({ text }: SourceText): readonly Token[] {
  return [...text.matchAll(/\/\/[^\n]*|[{}():;,]|[^\s{}():;,/]+|\//g)]
    .filter(([token]) => !token.startsWith('//'))
    .map(({ 0: token, index }) => ({ text: token, offset: index }));
}
