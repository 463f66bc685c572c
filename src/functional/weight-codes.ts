/** What comes from the memory that feeds the MAC units: words, or (`coded`) places in a table of words. */
export interface WeightCodes {
  readonly coded: boolean;
  /** Whether the units see the index, or a decoder on the way has made a word of it. */
  readonly indexed: boolean;
  /** Words by place; empty when not coded. */
  readonly table: Float64Array;
  /** Words of one table entry. */
  readonly vectorLength: number;
  /** Whether entries are as long as a filter has columns. */
  readonly rows: boolean;
  /** From what comes, less `lowest`, to its bin, and the word of each bin: by table word where indexed, else by value. */
  readonly binOf: Int32Array;
  readonly binWords: Float64Array;
  /** From what comes, less `lowest`, to its distinct value, and the values. */
  readonly wordIndexOf: Int32Array;
  readonly values: Float64Array;
  /** The least that can come. */
  readonly lowest: number;
}

type Coding = Pick<WeightCodes, 'coded' | 'indexed' | 'vectorLength' | 'rows'>;

/**
 * @param words every word the layer multiplies by: the table where coded, else all weights
 */
export function weightCodes(words: Int32Array, coding: Coding): WeightCodes {
  const values = Float64Array.from(new Set(words)).sort();
  const index = new Map(Array.from(values, (word, at) => [word, at]));
  if (coding.coded) {
    const table = Float64Array.from(words);
    const wordIndexOf = Int32Array.from(words, (word) => index.get(word)!);
    const bins = coding.indexed
      ? { binOf: Int32Array.from(words, (_, place) => place), binWords: table }
      : { binOf: wordIndexOf, binWords: values };
    return { ...coding, table, wordIndexOf, values, ...bins, lowest: 0 };
  }
  const lowest = values[0] ?? 0;
  const wordIndexOf = new Int32Array((values.at(-1) ?? 0) - lowest + 1);
  for (const [word, at] of index) wordIndexOf[word - lowest] = at;
  return { ...coding, table: new Float64Array(), wordIndexOf, values, binOf: wordIndexOf, binWords: values, lowest };
}
