/** Prime factors, smallest first: 12 → [2, 2, 3]. */
export function primeFactors(value: number): number[] {
  const primes: number[] = [];
  let left = value;
  for (let prime = 2; prime * prime <= left; prime += 1) {
    while (left % prime === 0) {
      primes.push(prime);
      left /= prime;
    }
  }
  if (left > 1) primes.push(left);
  return primes;
}

/** Length of `primeFactors(value)`, without making the list. */
export function countPrimeFactors(value: number): number {
  let count = 0;
  let left = value | 0;
  for (let prime = 2; prime * prime <= left; prime += 1) {
    for (; left % prime === 0; count += 1) left = (left / prime) | 0;
  }
  return left > 1 ? count + 1 : count;
}

/** `primeFactors(value)[index]`, without making the list. */
export function primeFactorAt(value: number, index: number): number {
  let before = index;
  let left = value | 0;
  for (let prime = 2; prime * prime <= left; prime += 1) {
    for (; left % prime === 0; before -= 1) {
      if (before === 0) return prime;
      left = (left / prime) | 0;
    }
  }
  return left;
}
