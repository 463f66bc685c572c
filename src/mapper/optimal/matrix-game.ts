/** Entries closer to zero than this, of 1 at most, are zero. */
const zero = 1e-11;
const mostPivots = 500;

/**
 * Shares of the rows, 1 together, with which the least of all columns is the largest: each the sum of its entries times those
 * shares. A matrix game, solved by the simplex method (Dantzig 1951); should that not come to an end, shares that are less good.
 */
export function bestShares(columns: readonly ArrayLike<number>[]): Float64Array {
  const rows = columns[0]!.length;
  const tableau = tableauOf(columns);
  // Of each unknown, what one more of it gains: at the end, those of the slacks are the prices of the rows.
  const gains = new Float64Array(columns.length + rows + 1).fill(1, 0, columns.length);
  for (let pivots = 0; pivots < mostPivots; pivots += 1) {
    const enters = largest(gains.subarray(0, -1));
    const leaves = gains[enters]! <= zero ? undefined : leavingRow(tableau, enters);
    if (leaves === undefined) break;
    const scale = leaves[enters]!;
    for (let at = 0; at < leaves.length; at += 1) leaves[at] = leaves[at]! / scale;
    for (const line of tableau) if (line !== leaves) subtract(line, leaves, line[enters]!);
    subtract(gains, leaves, gains[enters]!);
  }
  const prices = gains.slice(columns.length, -1).map((gain) => Math.max(0, -gain));
  const sum = prices.reduce((all, price) => all + price, 0);
  return prices.map((price) => price / sum);
}

/** Rows of: entries · x + slack = 1, to make the sum of all x large. Shares are the same whatever all entries are raised by. */
function tableauOf(columns: readonly ArrayLike<number>[]): Float64Array[] {
  let least = Number.POSITIVE_INFINITY;
  let most = Number.NEGATIVE_INFINITY;
  for (const column of columns) {
    for (let row = 0; row < column.length; row += 1) {
      least = Math.min(least, column[row]!);
      most = Math.max(most, column[row]!);
    }
  }
  const range = Math.max(most - least, Number.MIN_VALUE);
  const rows = columns[0]!.length;
  const tableau: Float64Array[] = [];
  for (let row = 0; row < rows; row += 1) {
    const line = new Float64Array(columns.length + rows + 1);
    for (let at = 0; at < columns.length; at += 1) line[at] = (1 + (columns[at]![row]! - least) / range) / 2;
    line[columns.length + row] = 1;
    line[line.length - 1] = 1;
    tableau.push(line);
  }
  return tableau;
}

function largest(values: Float64Array): number {
  let at = 0;
  for (let i = 1; i < values.length; i += 1) if (values[i]! > values[at]!) at = i;
  return at;
}

/** Whose slack or unknown is used up first; undefined: none ever is. */
function leavingRow(tableau: readonly Float64Array[], enters: number): Float64Array | undefined {
  let leaves: Float64Array | undefined;
  let least = Number.POSITIVE_INFINITY;
  for (const line of tableau) {
    const ratio = line[enters]! <= zero ? Number.POSITIVE_INFINITY : line[line.length - 1]! / line[enters]!;
    if (ratio >= least) continue;
    least = ratio;
    leaves = line;
  }
  return leaves;
}

function subtract(line: Float64Array, pivot: Float64Array, times: number): void {
  for (let at = 0; at < line.length; at += 1) line[at] = line[at]! - times * pivot[at]!;
}
