import type * as core from '@tensorflow/tfjs-core';

/** The TensorFlow.js API. Whoever installs `@tensorflow/tfjs-node` brings their own copy of it, so it is passed around. */
export type TensorLibrary = typeof core;
