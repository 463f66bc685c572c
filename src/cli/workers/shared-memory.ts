import { type TeamMemory, tooMuchMemory } from '../../mapper/optimal/team.ts';

/** Of one buffer at most; only what is used is ever there. */
const mostBytes = 2 ** 32;

/** So many of them: more than most machines have. */
const buffers = 4;

/** It grows in steps of this. */
const stepBytes = 2 ** 28;

/** Memory of one search as threads are told of it. */
export interface SharedPlace {
  readonly number: number;
  /** One after the other is used. */
  readonly buffers: readonly SharedArrayBuffer[];
}

/** Those of one thread: what one search had serves the next. */
export class SharedPlaces {
  readonly #free: SharedPlace[] = [];
  #count = 0;

  open(): TeamMemory {
    const place = this.#free.pop() ?? {
      number: this.#count++,
      buffers: Array.from({ length: buffers }, () => new SharedArrayBuffer(0, { maxByteLength: mostBytes })),
    };
    return sharedMemory(place, () => this.#free.push(place));
  }
}

/** Hands out a place from its start; whoever comes first lets it grow. */
export function sharedMemory(shared: SharedPlace, close: () => void): TeamMemory {
  const { number, buffers } = shared;
  let at = 0;
  let used = 0;
  return {
    number,
    shared,
    close,
    floats: (length) => {
      const bytes = length * Float64Array.BYTES_PER_ELEMENT;
      if (used > 0 && used + bytes > buffers[at]!.maxByteLength) {
        at += 1;
        used = 0;
      }
      const buffer = buffers[at];
      if (buffer === undefined || bytes > buffer.maxByteLength) throw tooMuchMemory();
      used += bytes;
      growTo(buffer, used);
      return new Float64Array(buffer, used - bytes, length);
    },
    mark: () => at * 2 * mostBytes + used,
    backTo: (mark) => {
      at = Math.floor(mark / (2 * mostBytes));
      used = mark % (2 * mostBytes);
    },
  };
}

function growTo(buffer: SharedArrayBuffer, bytes: number): void {
  while (buffer.byteLength < bytes) {
    try {
      buffer.grow(Math.ceil(bytes / stepBytes) * stepBytes);
    } catch (error) {
      // Another thread may have let it grow further meanwhile.
      if (buffer.byteLength >= bytes) continue;
      throw error instanceof RangeError ? tooMuchMemory() : error;
    }
  }
}
