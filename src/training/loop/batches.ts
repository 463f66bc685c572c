import type { Tensor } from '@tensorflow/tfjs-core';
import type { TensorLibrary } from '../backend/tensor-library.ts';
import { type ImageSet, pixelsPerImage } from '../data/image-set.ts';

/** A batch on the backend: images 0…1 `[N rows columns channels]` and one-hot labels `[N classes]`. */
export interface Batch {
  readonly images: Tensor;
  readonly labels: Tensor;
}

/** Makes batches of one set of images; the buffers are made once. */
export class BatchMaker {
  readonly #pixels: Float32Array;
  readonly #labels: Float32Array;

  readonly #tf: TensorLibrary;
  readonly #set: ImageSet;
  readonly #classes: number;

  constructor(tf: TensorLibrary, set: ImageSet, { classes, largest }: { classes: number; largest: number }) {
    this.#tf = tf;
    this.#set = set;
    this.#classes = classes;
    this.#pixels = new Float32Array(largest * pixelsPerImage(set));
    this.#labels = new Float32Array(largest * classes);
  }

  /** The images at these places. The caller disposes of both tensors. */
  make(places: Uint32Array): Batch {
    const { rows, columns, channels, pixels, labels } = this.#set;
    const size = pixelsPerImage(this.#set);
    const scale = pixels instanceof Uint8Array ? 1 / 255 : 1;
    this.#labels.fill(0);
    let to = 0;
    for (let at = 0; at < places.length; at += 1) {
      const place = places[at]!;
      for (let from = place * size; from < (place + 1) * size; from += 1, to += 1)
        this.#pixels[to] = pixels[from]! * scale;
      this.#labels[at * this.#classes + labels[place]!] = 1;
    }
    const count = places.length;
    return {
      images: this.#tf.tensor(this.#pixels.slice(0, to), [count, rows, columns, channels]),
      labels: this.#tf.tensor(this.#labels.slice(0, count * this.#classes), [count, this.#classes]),
    };
  }
}
