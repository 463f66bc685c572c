import type { TeamMemory } from '../../mapper/optimal/team.ts';

/** More than any tables take; only what is used is ever there. */
const mostBytes = 2 ** 32;

/** It grows in steps of this. */
const stepBytes = 2 ** 28;

/** Memory of one search as threads are told of it. */
export interface SharedPlace {
  readonly number: number;
  readonly buffer: SharedArrayBuffer;
}

/** Those of one thread: what one search had serves the next. */
export class SharedPlaces {
  readonly #free: SharedPlace[] = [];
  #count = 0;

  open(): TeamMemory {
    const place = this.#free.pop() ?? {
      number: this.#count++,
      buffer: new SharedArrayBuffer(0, { maxByteLength: mostBytes }),
    };
    return sharedMemory(place, () => this.#free.push(place));
  }
}

/** Hands out a place from its start; whoever comes first lets it grow. */
export function sharedMemory(shared: SharedPlace, close: () => void): TeamMemory {
  const { number, buffer } = shared;
  let used = 0;
  return {
    number,
    shared,
    close,
    floats: (length) => {
      const from = used;
      used += length * Float64Array.BYTES_PER_ELEMENT;
      growTo(buffer, used);
      return new Float64Array(buffer, from, length);
    },
    mark: () => used,
    backTo: (mark) => {
      used = mark;
    },
  };
}

function growTo(buffer: SharedArrayBuffer, bytes: number): void {
  while (buffer.byteLength < bytes) {
    try {
      buffer.grow(Math.ceil(bytes / stepBytes) * stepBytes);
    } catch (error) {
      // Another thread may have let it grow further meanwhile.
      if (buffer.byteLength < bytes) throw error;
    }
  }
}
