import type { QuantityReader } from './quantity-reader.ts';
import type { Technology } from './scale-node.ts';

interface WrittenTechnology {
  readonly node: string;
  readonly voltage: string;
  readonly flavour?: 'HP' | 'LP';
}

/** The node and supply a figure was measured or simulated at. */
export function readTechnology(
  written: WrittenTechnology,
  path: readonly (string | number)[],
  read: QuantityReader,
): Technology {
  const positive = (key: 'node' | 'voltage', kind: 'nm' | 'volt') => {
    const value = read.quantity(written[key], kind, [...path, key]);
    if (value === 0) read.fault([...path, key], 'not-positive', 'this must be more than zero');
    return value;
  };
  return {
    nodeNm: positive('node', 'nm'),
    voltageV: positive('voltage', 'volt'),
    ...(written.flavour && { flavour: written.flavour }),
  };
}
