/** Of the chip's code (JSSC 2017): 5 bits say how many zeros stand before a value, and pairs fill words of 64 bit. */
const runBits = 5;
const codeWordBits = 64;

/**
 * Coded size of a map over its plain size, at most 1, where zeros are strewn independently: a pair per non-zero, and one
 * more for every 32 zeros in a row, d / (1 − (1 − d)^32) pairs per element. Of 16-bit values three pairs go into a word.
 */
export function runLengthShare(density: number, valueBits: number): number {
  const longestRun = 2 ** runBits;
  // The limit for an empty map: one pair per 32 zeros.
  const pairs = density <= 0 ? 1 / longestRun : density / -Math.expm1(longestRun * Math.log1p(-density));
  const pairsPerWord = Math.floor(codeWordBits / (runBits + valueBits));
  return Math.min(1, (pairs * codeWordBits) / (pairsPerWord * valueBits));
}
