/** What one layer hands to the next, for one image. */
export interface FeatureMap {
  readonly channels: number;
  /** rows, columns */
  readonly size: readonly [number, number];
}

/** `256 x 13 x 13`: channels, rows, columns. */
export function featureMapText({ channels, size }: FeatureMap): string {
  return `${channels} x ${size[0]} x ${size[1]}`;
}
