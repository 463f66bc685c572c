/** A signal that is asked so many times before it says that a search is to end; how often it was asked. */
export function endsAfter(asks: number): {
  readonly signal: { readonly aborted: boolean };
  readonly asked: () => number;
} {
  let asked = 0;
  const signal = {
    get aborted() {
      asked += 1;
      return asked > asks;
    },
  };
  return { signal, asked: () => asked };
}
