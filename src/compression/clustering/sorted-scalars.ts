/** Scalars in ascending order with running sums, so that any run of them gives its mass and moments at once. */
export interface SortedScalars {
  readonly values: Float32Array;
  /** Σ importance, Σ importance·x, Σ importance·x² of the first i values. */
  readonly mass: Float64Array;
  readonly first: Float64Array;
  readonly second: Float64Array;
}

export function sortScalars(scalars: Float32Array, importance?: Float32Array): SortedScalars {
  const order = importance === undefined ? undefined : ascending(scalars);
  const values = order === undefined ? scalars.slice().sort() : Float32Array.from(order, (at) => scalars[at]!);
  const count = values.length;
  const [mass, first, second] = [count + 1, count + 1, count + 1].map((size) => new Float64Array(size)) as [
    Float64Array,
    Float64Array,
    Float64Array,
  ];
  for (let at = 0; at < count; at += 1) {
    const value = values[at]!;
    const weight = order === undefined ? 1 : importance![order[at]!]!;
    mass[at + 1] = mass[at]! + weight;
    first[at + 1] = first[at]! + weight * value;
    second[at + 1] = second[at]! + weight * value * value;
  }
  return { values, mass, first, second };
}

/** Positions in ascending order of their values: value and position packed into one double, which sorts natively. */
function ascending(scalars: Float32Array): Uint32Array {
  const bits = new Int32Array(scalars.slice().buffer);
  const span = 2 ** 21;
  if (scalars.length > span) {
    return Uint32Array.from(scalars.keys()).sort((a, b) => scalars[a]! - scalars[b]! || a - b);
  }
  const keys = Float64Array.from(bits, (word, at) => {
    // floats order like whole numbers when negative ones are mirrored
    const rank = word >= 0 ? word + 2 ** 31 : ~word;
    return rank * span + at;
  }).sort();
  return Uint32Array.from(keys, (key) => key % span);
}
