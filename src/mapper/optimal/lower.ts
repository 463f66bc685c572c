/** Lowers a table to what another says, of entries from `first` to before `end`. */
export function lower(table: Float64Array, by: Float64Array, first = 0, end = table.length): void {
  for (let at = first; at < end; at += 1) if (by[at]! < table[at]!) table[at] = by[at]!;
}
