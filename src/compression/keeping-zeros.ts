import type { PinRule } from './pin.ts';

/** Vectors that are zero already stay zero, besides those that a rule makes zero. */
export function keepingZeros(rule?: PinRule): PinRule {
  return (vectors, length) => {
    const mask = new Uint8Array(vectors.length / length).fill(1);
    for (let at = 0; at < vectors.length; at += 1) if (vectors[at] !== 0) mask[Math.floor(at / length)] = 0;
    rule?.(vectors, length)?.mask.forEach((pinned, vector) => {
      if (pinned === 1) mask[vector] = 1;
    });
    return mask.includes(1) ? { mask, value: new Float32Array(length) } : undefined;
  };
}
