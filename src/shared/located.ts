/** A value read from a file that still knows where it stands; trees of several files may be merged. */
export interface Located {
  readonly source: SourceText;
  /** Offset of the value's first character. */
  readonly offset: number;
  readonly content: LocatedScalar | readonly Located[] | ReadonlyMap<string, LocatedEntry>;
  /** Values in this subtree with every alias written out. */
  readonly size: number;
}

export type LocatedScalar = string | number | boolean | null;

export interface LocatedEntry {
  readonly keySource: SourceText;
  readonly keyOffset: number;
  readonly value: Located;
}

export interface SourceText {
  readonly file: string;
  readonly text: string;
  /** Offset of the first character of every line. */
  readonly lineStarts: readonly number[];
}

/** The plain value: what `JSON.parse` would have given. */
export function plainValue(node: Located): unknown {
  const { content } = node;
  if (content instanceof Map) {
    const value: Record<string, unknown> = {};
    for (const [key, entry] of content) value[key] = plainValue(entry.value);
    return value;
  }
  if (Array.isArray(content)) return content.map(plainValue);
  return content;
}
