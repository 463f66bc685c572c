/** Where each of several lists ends when they stand one after the other. */
export function endsOf(lists: readonly { readonly length: number }[]): Int32Array {
  let end = 0;
  return Int32Array.from(lists, ({ length }) => {
    end += length;
    return end;
  });
}
