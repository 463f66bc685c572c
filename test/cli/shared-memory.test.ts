import { expect, test } from 'vitest';
import { sharedMemory } from '../../src/cli/workers/shared-memory.ts';
import { NoAnswerError } from '../../src/shared/issue.ts';

const step = 2 ** 28;

test('what does not fit into one buffer goes on in the next, for all members alike; beyond the last there is an answer', () => {
  const buffers = [0, 1].map(() => new SharedArrayBuffer(0, { maxByteLength: step }));
  const [one, other] = [0, 1].map(() => sharedMemory({ number: 0, buffers }, () => {}));
  const rows = [3, step / 16, step / 16, 5].map((length) => {
    const [own, same] = [one!.floats(length), other!.floats(length)];
    own[length - 1] = length;
    expect([same.buffer === own.buffer, same.byteOffset, same[length - 1]]).toEqual([true, own.byteOffset, length]);
    return own;
  });
  expect(rows.map(({ buffer }) => buffers.indexOf(buffer as SharedArrayBuffer))).toEqual([0, 0, 1, 1]);
  const mark = one!.mark();
  const [last, again] = [0, 1].map(() => {
    one!.backTo(mark);
    return one!.floats(7).byteOffset;
  });
  expect(again).toBe(last);
  expect(() => one!.floats(step / 16)).toThrow(NoAnswerError);
});
