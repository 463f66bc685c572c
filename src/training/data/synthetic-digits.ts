import { Random } from '../../shared/random.ts';
import { digitStrokes } from './digit-strokes.ts';
import type { ImageSet, TrainingData } from './image-set.ts';

const size = 28;

/**
 * Handwriting-like digits made from strokes, for trials without files: every image is a digit drawn with jittered points, turned,
 * slanted, scaled and moved at random, with a pen of random width, and noise. The same seed gives the same images.
 */
export function syntheticDigits(counts: {
  readonly training: number;
  readonly test: number;
  readonly seed: number;
}): TrainingData {
  const { training, test, seed } = counts;
  return {
    name: 'synthetic-digits',
    source: `drawn by kjoule from strokes with affine jitter and noise, seed ${seed}; not handwriting`,
    training: draw(training, new Random(seed)),
    test: draw(test, new Random(seed ^ 0x5bd1e995)),
  };
}

function draw(count: number, random: Random): ImageSet {
  const pixels = new Uint8Array(count * size * size);
  const labels = Uint8Array.from({ length: count }, () => random.below(10));
  labels.forEach((digit, image) => {
    drawDigit(digit, pixels.subarray(image * size * size, (image + 1) * size * size), random);
  });
  return { rows: size, columns: size, channels: 1, pixels, labels };
}

function drawDigit(digit: number, pixels: Uint8Array, random: Random): void {
  const place = randomPlace(random);
  const segments = digitStrokes[digit]!.flatMap((stroke) => {
    const points = stroke.map(([x, y]) => place(x + 0.05 * centred(random), y + 0.05 * centred(random)));
    return points.slice(1).map((to, at) => [...points[at]!, ...to] as const);
  });
  const width = 0.9 + 0.8 * random.next();
  const ink = 200 + random.below(56);
  for (let row = 0; row < size; row += 1) {
    for (let column = 0; column < size; column += 1) {
      let nearest = Number.POSITIVE_INFINITY;
      for (const segment of segments) nearest = Math.min(nearest, distance(column + 0.5, row + 0.5, segment));
      const covered = Math.min(1, Math.max(0, width + 0.5 - nearest));
      const noise = 24 * (random.next() + random.next() + random.next() - 1.5);
      pixels[row * size + column] = Math.min(255, Math.max(0, covered * ink + noise));
    }
  }
}

/** Uniform in −1…1. */
function centred(random: Random): number {
  return 2 * random.next() - 1;
}

/** From the unit square to pixels. */
function randomPlace(random: Random): (x: number, y: number) => readonly [number, number] {
  const angle = 0.3 * centred(random);
  const slant = 0.35 * centred(random);
  const [wide, high] = [20 * (0.85 + 0.25 * random.next()), 20 * (0.85 + 0.25 * random.next())];
  const [right, down] = [size / 2 + 2.5 * centred(random), size / 2 + 2.5 * centred(random)];
  return (x, y) => {
    const u = (x - 0.5) * wide - slant * (y - 0.5) * high;
    const v = (y - 0.5) * high;
    return [right + u * Math.cos(angle) - v * Math.sin(angle), down + u * Math.sin(angle) + v * Math.cos(angle)];
  };
}

function distance(x: number, y: number, [ax, ay, bx, by]: readonly [number, number, number, number]): number {
  const [dx, dy] = [bx - ax, by - ay];
  const along = Math.min(1, Math.max(0, ((x - ax) * dx + (y - ay) * dy) / (dx * dx + dy * dy || 1)));
  return Math.hypot(x - ax - along * dx, y - ay - along * dy);
}
