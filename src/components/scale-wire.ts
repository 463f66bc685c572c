import type { Technology } from './scale-node.ts';

/**
 * Factor on the energy of a network: capacitance per mm stays the same across nodes (Keckler et al., IEEE Micro 2011),
 * lengths shrink with the node, and E = C·V².
 */
export function scaleWire(from: Technology, to: Technology): number {
  return (to.nodeNm / from.nodeNm) * (to.voltageV / from.voltageV) ** 2;
}
