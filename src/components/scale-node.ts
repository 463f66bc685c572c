import type { Fault } from '../shared/document.ts';

export interface Technology {
  readonly nodeNm: number;
  readonly voltageV: number;
  /** Transistor flavour where the tables tell two apart; HP unless given. */
  readonly flavour?: 'HP' | 'LP';
}

/** f(V) = a2·V² + a1·V + a0, the energy of one switching operation at a node. */
export interface NodePolynomial {
  readonly nodeNm: number;
  readonly flavour?: 'HP' | 'LP';
  readonly a2: number;
  readonly a1: number;
  readonly a0: number;
}

export interface NodeCurve {
  /** Largest node first. */
  readonly nodes: readonly NodePolynomial[];
  readonly source: string;
}

/** Factor on the energy of logic and SRAM that moves from one node and supply to another. */
export function scaleNode(curve: NodeCurve, from: Technology, to: Technology): number {
  return switchingEnergy(curve, to) / switchingEnergy(curve, from);
}

/** Why a technology lies outside the curve, or undefined. */
export function nodeFault(curve: NodeCurve, technology: Technology): Omit<Fault, 'at'> | undefined {
  const { nodeNm, voltageV } = technology;
  const nodes = ofFlavour(curve, technology);
  const neighbours = [nodes.findLast((each) => each.nodeNm >= nodeNm), nodes.find((each) => each.nodeNm <= nodeNm)];
  const accepted = nodes.map((each) => each.nodeNm).join(', ');
  if (neighbours.includes(undefined)) {
    const message = `energy cannot be scaled to ${nodeNm} nm: the scaling table does not reach it`;
    return {
      code: 'node-outside-table',
      message,
      found: `${nodeNm} nm`,
      accepted: `nodes between those of ${accepted} nm`,
    };
  }
  // Left of its minimum the fitted parabola rises again, which no circuit does.
  const lowest = Math.max(...neighbours.map((each) => -each!.a1 / (2 * each!.a2)));
  if (voltageV >= lowest) return undefined;
  const message = `energy cannot be scaled to ${voltageV} V at ${nodeNm} nm: the scaling fit does not hold so low`;
  return { code: 'voltage-outside-fit', message, found: `${voltageV} V`, accepted: `at least ${lowest.toFixed(2)} V` };
}

/** Straight line in log(node), log(f) between listed nodes: 28 nm lies between 32 nm HP and 20 nm HP. */
function switchingEnergy(curve: NodeCurve, technology: Technology): number {
  const nodes = ofFlavour(curve, technology);
  const above = nodes.findLast((each) => each.nodeNm >= technology.nodeNm);
  const below = nodes.find((each) => each.nodeNm <= technology.nodeNm);
  if (!above || !below) throw new Error('the node was checked to lie within the scaling table');
  const high = polynomial(above, technology.voltageV);
  if (above === below) return high;
  const way = Math.log(above.nodeNm / technology.nodeNm) / Math.log(above.nodeNm / below.nodeNm);
  return high * (polynomial(below, technology.voltageV) / high) ** way;
}

function ofFlavour(curve: NodeCurve, { flavour = 'HP' }: Technology): readonly NodePolynomial[] {
  return curve.nodes.filter((each) => each.flavour === undefined || each.flavour === flavour);
}

function polynomial({ a2, a1, a0 }: NodePolynomial, voltageV: number): number {
  return a2 * voltageV ** 2 + a1 * voltageV + a0;
}
