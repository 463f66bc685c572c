import { closeSync, openSync, readSync, realpathSync, statSync } from 'node:fs';
import { dirname, isAbsolute, relative, resolve, sep } from 'node:path';
import type { ExternalData } from '../workload/import/onnx/external-data.ts';

/** Opens the files an ONNX model keeps tensors in: those in its own folder or below it, symbolic links followed. */
export function externalDataOf(model: string): ExternalData {
  const folder = dirname(model);
  return ({ location, offset, bytes }) => {
    const path = inside(folder, location);
    if (path === undefined) return `stored in "${location}", outside the model's folder, which is not opened`;
    let size: number;
    try {
      const found = statSync(path);
      if (!found.isFile()) return `stored in "${location}", which is not a file`;
      size = found.size;
      if (inside(realpathSync(folder), relative(realpathSync(folder), realpathSync(path))) === undefined)
        return `stored in "${location}", a link out of the model's folder, which is not followed`;
    } catch {
      return `stored in the external file "${location}", which is not there`;
    }
    if (offset + bytes > size) return `stored in "${location}", which ends at ${size} bytes`;
    return () => part(path, offset, bytes);
  };
}

/** Undefined for what would lie elsewhere. */
function inside(folder: string, location: string): string | undefined {
  if (location.includes('\0') || location.includes('\\') || isAbsolute(location)) return undefined;
  const path = resolve(folder, location);
  const way = relative(resolve(folder), path);
  return way === '' || way === '..' || way.startsWith(`..${sep}`) || isAbsolute(way) ? undefined : path;
}

function part(path: string, offset: number, bytes: number): Uint8Array {
  const file = openSync(path, 'r');
  try {
    const buffer = new Uint8Array(bytes);
    let done = 0;
    while (done < bytes) {
      const read = readSync(file, buffer, done, bytes - done, offset + done);
      if (read === 0) break;
      done += read;
    }
    return buffer.subarray(0, done);
  } finally {
    closeSync(file);
  }
}
