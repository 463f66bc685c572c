import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { loadWorkload } from '../../src/files/load-workload.ts';
import { batchOf } from '../../src/workload/batch-of.ts';
import { layerMacs } from '../../src/workload/layers.ts';
import { encode, node, zeros } from '../workload/import/onnx/build-model.ts';

describe('the batch of an ONNX file', () => {
  const model = encode({
    inputs: { x: [36, 8] },
    initialisers: [zeros('w', [8, 5])],
    nodes: [node('MatMul', ['x', 'w'], ['y'])],
  });

  test.each([
    ['what the file says holds', {}, 36],
    ['a batch asked for replaces it', { batch: 2 }, 2],
  ])('%s', async (_, options, rows) => {
    const folder = await mkdtemp(join(tmpdir(), 'kjoule-batch-'));
    await writeFile(join(folder, 'net.onnx'), model);
    const workload = await loadWorkload('net.onnx', { cwd: folder, folder }, options);
    expect(workload.layers.map(layerMacs)).toEqual([rows * 8 * 5]);
    expect(batchOf(workload)).toBe(rows);
  });
});
