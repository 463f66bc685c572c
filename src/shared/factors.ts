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
