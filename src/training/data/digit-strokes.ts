type Point = readonly [x: number, y: number];

/** Strokes of the ten digits in the unit square, y downwards. */
export const digitStrokes: readonly (readonly (readonly Point[])[])[] = [
  [ellipse(0.5, 0.5, 0.27, 0.4)],
  [path(0.34, 0.28, 0.54, 0.1, 0.54, 0.9)],
  [path(0.24, 0.3, 0.3, 0.17, 0.45, 0.1, 0.62, 0.13, 0.72, 0.26, 0.68, 0.42, 0.5, 0.6, 0.25, 0.88, 0.76, 0.88)],
  [
    path(0.26, 0.18, 0.45, 0.1, 0.65, 0.15, 0.71, 0.3, 0.6, 0.43, 0.45, 0.47),
    path(0.45, 0.47, 0.63, 0.52, 0.74, 0.67, 0.65, 0.83, 0.45, 0.9, 0.25, 0.82),
  ],
  [path(0.62, 0.9, 0.62, 0.1, 0.22, 0.62, 0.8, 0.62)],
  [path(0.72, 0.1, 0.32, 0.1, 0.28, 0.45, 0.5, 0.4, 0.7, 0.5, 0.74, 0.68, 0.62, 0.85, 0.42, 0.9, 0.25, 0.82)],
  [
    path(
      0.66,
      0.12,
      0.45,
      0.25,
      0.3,
      0.5,
      0.27,
      0.7,
      0.4,
      0.88,
      0.6,
      0.88,
      0.73,
      0.72,
      0.65,
      0.55,
      0.48,
      0.5,
      0.3,
      0.62,
    ),
  ],
  [path(0.24, 0.12, 0.76, 0.12, 0.45, 0.9)],
  [ellipse(0.5, 0.3, 0.19, 0.19), ellipse(0.5, 0.69, 0.24, 0.21)],
  [
    path(
      0.34,
      0.88,
      0.55,
      0.75,
      0.7,
      0.5,
      0.73,
      0.3,
      0.6,
      0.12,
      0.4,
      0.12,
      0.27,
      0.28,
      0.35,
      0.45,
      0.52,
      0.5,
      0.7,
      0.38,
    ),
  ],
];

function path(...numbers: number[]): readonly Point[] {
  return Array.from({ length: numbers.length / 2 }, (_, at) => [numbers[2 * at]!, numbers[2 * at + 1]!]);
}

function ellipse(x: number, y: number, rx: number, ry: number): readonly Point[] {
  return Array.from({ length: 17 }, (_, at) => {
    const angle = (at / 16) * 2 * Math.PI;
    return [x + rx * Math.sin(angle), y - ry * Math.cos(angle)];
  });
}
