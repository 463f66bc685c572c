/** Labelled images of one size. */
export interface ImageSet {
  readonly rows: number;
  readonly columns: number;
  readonly channels: number;
  /** `[N rows columns channels]`; whole numbers 0…255, or floats that are taken as they are. */
  readonly pixels: Uint8Array | Float32Array;
  /** One per image, from 0. */
  readonly labels: Uint8Array | Int32Array;
}

/** Images to train on and images to judge by, and where they come from; every result says so. */
export interface TrainingData {
  readonly name: string;
  /** Files with their checksums, or how the images are made. */
  readonly source: string;
  readonly training: ImageSet;
  readonly test: ImageSet;
}

/** Pixels of one image. */
export function pixelsPerImage({ rows, columns, channels }: ImageSet): number {
  return rows * columns * channels;
}

/** The images at these places, in this order. */
export function pick(set: ImageSet, places: ArrayLike<number>): ImageSet {
  const size = pixelsPerImage(set);
  const pixels =
    set.pixels instanceof Uint8Array ? new Uint8Array(places.length * size) : new Float32Array(places.length * size);
  const labels = set.labels instanceof Uint8Array ? new Uint8Array(places.length) : new Int32Array(places.length);
  for (let at = 0; at < places.length; at += 1) {
    const from = places[at]!;
    pixels.set(set.pixels.subarray(from * size, (from + 1) * size), at * size);
    labels[at] = set.labels[from]!;
  }
  return { ...set, pixels, labels };
}
