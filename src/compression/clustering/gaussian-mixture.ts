/** A one-dimensional mixture of Gaussians. Component 0 has mean zero and a fixed share. */
export interface GaussianMixture {
  readonly shares: Float64Array;
  readonly means: Float64Array;
  readonly deviations: Float64Array;
}

export interface MixtureProblem {
  readonly values: Float32Array;
  /** Components, the one at zero included. */
  readonly components: number;
  /** Share of component 0. */
  readonly zeroShare: number;
  readonly iterations: number;
}

const bins = 2048;

/**
 * Expectation maximisation. The values are first gathered in 2048 equal bins, each at its mean, so that an update costs
 * bins × components whatever the number of weights.
 */
export function fitMixture({ values, components, zeroShare, iterations }: MixtureProblem): GaussianMixture {
  const { counts, centres, least, most } = gather(values);
  const width = most - least;
  const narrowest = Math.max(width * 1e-4, 1e-30);
  const free = components - 1;
  const shares = new Float64Array(components).fill((1 - zeroShare) / Math.max(1, free));
  shares[0] = free === 0 ? 1 : zeroShare;
  const means = Float64Array.from(shares, (_, c) => (c === 0 ? 0 : least + ((c - 0.5) / free) * width));
  const deviations = new Float64Array(components).fill(Math.max(width / (2 * components), narrowest));
  const [mass, first, second] = [0, 0, 0].map(() => new Float64Array(components)) as [
    Float64Array,
    Float64Array,
    Float64Array,
  ];
  const responsibility = new Float64Array(components);
  for (let iteration = 0; iteration < iterations; iteration += 1) {
    for (const sums of [mass, first, second]) sums.fill(0);
    for (let bin = 0; bin < bins; bin += 1) {
      if (counts[bin] === 0) continue;
      const x = centres[bin]!;
      respond(x, { shares, means, deviations }, responsibility);
      for (let c = 0; c < components; c += 1) {
        const part = counts[bin]! * responsibility[c]!;
        mass[c]! += part;
        first[c]! += part * x;
        second[c]! += part * (x - means[c]!) ** 2;
      }
    }
    const freeMass = mass.reduce((sum, each, c) => (c === 0 ? 0 : sum + each), 0);
    for (let c = 0; c < components; c += 1) {
      if (!(mass[c]! > 0)) continue;
      deviations[c] = Math.max(Math.sqrt(second[c]! / mass[c]!), narrowest);
      if (c === 0) continue;
      means[c] = first[c]! / mass[c]!;
      shares[c] = ((1 - zeroShare) * mass[c]!) / freeMass;
    }
  }
  return { shares, means, deviations };
}

function gather(values: Float32Array) {
  let [least, most] = [0, 0];
  for (const value of values) {
    least = Math.min(least, value);
    most = Math.max(most, value);
  }
  const counts = new Float64Array(bins);
  const centres = new Float64Array(bins);
  const perValue = most > least ? (bins - 1) / (most - least) : 0;
  for (const value of values) {
    const bin = Math.floor((value - least) * perValue);
    counts[bin]! += 1;
    centres[bin]! += value;
  }
  for (let bin = 0; bin < bins; bin += 1) if (counts[bin]! > 0) centres[bin]! /= counts[bin]!;
  return { counts, centres, least, most };
}

/** Log of share · density, up to a constant. */
export function logDensity(x: number, component: number, { shares, means, deviations }: GaussianMixture): number {
  const distance = (x - means[component]!) / deviations[component]!;
  return Math.log(shares[component]! / deviations[component]!) - (distance * distance) / 2;
}

/** How much each component answers for x; the sum is 1. */
function respond(x: number, mixture: GaussianMixture, responsibility: Float64Array): void {
  let most = Number.NEGATIVE_INFINITY;
  for (let c = 0; c < responsibility.length; c += 1) {
    responsibility[c] = logDensity(x, c, mixture);
    most = Math.max(most, responsibility[c]!);
  }
  let total = 0;
  for (let c = 0; c < responsibility.length; c += 1) {
    responsibility[c] = Math.exp(responsibility[c]! - most);
    total += responsibility[c]!;
  }
  for (let c = 0; c < responsibility.length; c += 1) responsibility[c]! /= total;
}
