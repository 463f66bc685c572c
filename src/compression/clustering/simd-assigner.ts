import type { Assigner } from './assigner.ts';
import { nearestCentroidsWasm } from './nearest-centroids-wasm.ts';

/** Vectors per block of the kernel, and bytes of a number. */
const block = 16;
const word = 4;
const pageBytes = 65536;

type Kernel = (
  vectors: number,
  blocks: number,
  length: number,
  centroids: number,
  k: number,
  nearest: number,
  distances: number,
) => void;

let compiled: WebAssembly.Module | undefined;

/** As `plainAssigner`, bit for bit, with SIMD; undefined where WebAssembly, SIMD or the memory is not to be had. */
export function simdAssigner(vectors: Float32Array, length: number, k: number): Assigner | undefined {
  try {
    compiled ??= new WebAssembly.Module(Uint8Array.from(atob(nearestCentroidsWasm), (letter) => letter.charCodeAt(0)));
    const { exports } = new WebAssembly.Instance(compiled);
    return build(exports.nearestCentroids as unknown as Kernel, exports.memory as WebAssembly.Memory, {
      vectors,
      length,
      k,
    });
  } catch {
    return undefined;
  }
}

interface Given {
  readonly vectors: Float32Array;
  readonly length: number;
  readonly k: number;
}

function build(kernel: Kernel, memory: WebAssembly.Memory, { vectors, length, k }: Given): Assigner {
  const count = vectors.length / length;
  const blocks = Math.ceil(count / block);
  const nearest = memory.buffer.byteLength;
  const distances = nearest + blocks * block * word;
  const blocked = distances + blocks * block * word;
  const centroids = blocked + blocks * block * length * word;
  memory.grow(Math.ceil((centroids + k * length * word - nearest) / pageBytes));
  fillBlocks(new Float32Array(memory.buffer, blocked, blocks * block * length), vectors, length);
  const table = new Float32Array(memory.buffer, centroids, k * length);
  return {
    assignment: new Uint32Array(memory.buffer, nearest, count),
    distances: new Float32Array(memory.buffer, distances, count),
    assign: (given) => {
      table.set(given);
      kernel(blocked, blocks, length, centroids, k, nearest, distances);
    },
  };
}

/** Element by element, 16 vectors side by side; what is missing in the last block stays zero. */
function fillBlocks(blocked: Float32Array, vectors: Float32Array, length: number): void {
  const count = vectors.length / length;
  for (let vector = 0, from = 0; vector < count; vector += 1) {
    let to = Math.floor(vector / block) * block * length + (vector % block);
    for (let d = 0; d < length; d += 1, from += 1, to += block) blocked[to] = vectors[from]!;
  }
}
