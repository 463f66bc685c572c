/** Systolic arrays walked cycle by cycle: operands move one cell a cycle. They say how many cycles a product takes. */

type Matrix = readonly (readonly number[])[];
interface ArraySize {
  readonly rows: number;
  readonly columns: number;
}

const grid = ({ rows, columns }: ArraySize): number[][] => Array.from({ length: rows }, () => Array(columns).fill(0));

/** Sums stay: a moves right, b moves down, both skewed. Cycles until the last product is added, and the sums. */
function outputStationaryFold(a: Matrix, b: Matrix, size: ArraySize) {
  const time = b.length;
  const sums = grid(size);
  let [right, down] = [grid(size), grid(size)];
  // Each cell sees `time` pairs, the far corner the last of them.
  let seen = 0;
  let cycles = 0;
  const seenBy = grid(size);
  while (seen < time) {
    const [nextRight, nextDown] = [grid(size), grid(size)];
    for (let row = 0; row < size.rows; row += 1) {
      for (let column = 0; column < size.columns; column += 1) {
        const [fromA, fromB] = [cycles - row, cycles - column];
        nextRight[row]![column] = column === 0 ? (a[row]?.[fromA] ?? 0) : right[row]![column - 1]!;
        nextDown[row]![column] = row === 0 ? (b[fromB]?.[column] ?? 0) : down[row - 1]![column]!;
        sums[row]![column]! += nextRight[row]![column]! * nextDown[row]![column]!;
        if (cycles >= row + column && cycles < row + column + time) seenBy[row]![column]! += 1;
      }
    }
    [right, down] = [nextRight, nextDown];
    cycles += 1;
    seen = seenBy.at(-1)!.at(-1)!;
  }
  return { cycles, sums };
}

/** Weights stay: they are shifted in row by row, then inputs move right and sums down. Cycles until the last sum leaves its column. */
function weightStationaryFold(inputs: Matrix, weights: Matrix, size: ArraySize) {
  const time = inputs.length;
  let cells = grid(size);
  let cycles = 0;
  for (; cycles < size.rows; cycles += 1) {
    const entering = Array.from(
      { length: size.columns },
      (_, column) => weights[size.rows - 1 - cycles]?.[column] ?? 0,
    );
    cells = [entering, ...cells.slice(0, -1)];
  }
  let [right, down] = [grid(size), grid(size)];
  const sums = Array.from({ length: time }, () => Array<number>(size.columns).fill(0));
  let left = time * size.columns;
  for (let step = 0; left > 0; step += 1, cycles += 1) {
    const [nextRight, nextDown] = [grid(size), grid(size)];
    for (let row = 0; row < size.rows; row += 1) {
      for (let column = 0; column < size.columns; column += 1) {
        const above = row === 0 ? 0 : down[row - 1]![column]!;
        nextRight[row]![column] = column === 0 ? (inputs[step - row]?.[row] ?? 0) : right[row]![column - 1]!;
        nextDown[row]![column] = above + nextRight[row]![column]! * cells[row]![column]!;
      }
    }
    [right, down] = [nextRight, nextDown];
    for (let column = 0; column < size.columns; column += 1) {
      const of = step - (size.rows - 1) - column;
      if (of < 0 || of >= time) continue;
      sums[of]![column] = down[size.rows - 1]![column]!;
      left -= 1;
    }
  }
  return { cycles, sums };
}

/** left · right on an array that keeps sums, fold after fold. */
export function outputStationary(left: Matrix, right: Matrix, size: ArraySize) {
  const product = left.map(() => right[0]!.map(() => 0));
  let cycles = 0;
  for (let row = 0; row < left.length; row += size.rows) {
    for (let column = 0; column < right[0]!.length; column += size.columns) {
      const b = right.map((each) => each.slice(column, column + size.columns));
      const fold = outputStationaryFold(left.slice(row, row + size.rows), b, size);
      cycles += fold.cycles;
      fold.sums.forEach((line, r) => {
        line.forEach((sum, c) => {
          if (product[row + r]?.[column + c] !== undefined) product[row + r]![column + c] = sum;
        });
      });
    }
  }
  return { cycles, product };
}

/** left · right on an array that keeps parts of the right factor; sums of several folds are added outside. */
export function weightStationary(left: Matrix, right: Matrix, size: ArraySize) {
  const product = left.map(() => right[0]!.map(() => 0));
  let cycles = 0;
  for (let inner = 0; inner < right.length; inner += size.rows) {
    for (let column = 0; column < right[0]!.length; column += size.columns) {
      const weights = right.slice(inner, inner + size.rows).map((each) => each.slice(column, column + size.columns));
      const inputs = left.map((each) => each.slice(inner, inner + size.rows));
      const fold = weightStationaryFold(inputs, weights, size);
      cycles += fold.cycles;
      fold.sums.forEach((line, r) => {
        line.forEach((sum, c) => {
          if (product[r]?.[column + c] !== undefined) product[r]![column + c]! += sum;
        });
      });
    }
  }
  return { cycles, product };
}
