/**
 * Names come from files we did not write. Control characters (terminal escapes, characters SVG forbids), direction
 * overrides and lone surrogates become U+FFFD, so that a name shows as one line of text everywhere.
 */
export function safeText(text: string): string {
  return text.replace(/[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\u200e\u200f\u202a-\u202e\u2066-\u2069\ufffe\uffff]/gu, '\ufffd');
}

/** Keeps both ends, the last part longest: names of exported layers differ at the end. */
export function shorten(text: string, longest: number): string {
  const characters = [...text];
  if (characters.length <= longest) return text;
  if (longest <= 1) return '…'.slice(0, longest);
  const head = Math.floor((longest - 1) / 3);
  const tail = longest - 1 - head;
  return `${characters.slice(0, head).join('')}…${characters.slice(-tail).join('')}`;
}
