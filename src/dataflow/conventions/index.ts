import type { Convention } from './convention.ts';
import { eyeriss } from './eyeriss.ts';
import { port } from './port.ts';
import { timeloop } from './timeloop.ts';

/** Every accounting convention; the first is the default. */
export const conventions: readonly Convention[] = [port, timeloop, eyeriss];
