import type { HardwareSpec, Memory } from '../hardware/hardware.ts';
import type { LayerResult } from './result.ts';

export interface Assumption {
  /** Its heading in docs/assumptions.md, which says why and how much it may matter. */
  readonly id: string;
  readonly text: string;
}

/** What decides whether an assumption plays a part in a result. */
export interface AssumptionFacts {
  readonly hardware: HardwareSpec;
  /** Name of the accounting convention. */
  readonly convention: string;
  readonly layers: readonly Pick<LayerResult, 'activity'>[];
}

interface Conditional extends Assumption {
  /** Absent: always. */
  readonly when?: (facts: AssumptionFacts) => boolean;
}

const memories = ({ hardware }: AssumptionFacts): Memory[] => hardware.levels.flatMap((level) => level.memories);
const onChip = (facts: AssumptionFacts): Memory[] =>
  memories(facts).filter((each) => Number.isFinite(each.capacityBits));
const countsNetworks = ({ hardware, convention }: AssumptionFacts): boolean =>
  convention !== 'timeloop' && hardware.levels.some((level) => level.network.component !== undefined);
const knowsZeros = ({ layers }: AssumptionFacts): boolean => layers.some(({ activity }) => activity !== null);
const usesLibrary = (facts: AssumptionFacts): boolean =>
  memories(facts).some((each) => each.component.use !== undefined);

/** The modelling assumptions, by their number in docs/assumptions.md (test/docs.test.ts keeps the two alike). */
const catalogue: readonly Conditional[] = [
  { id: 'A1', text: 'A tile is the smallest box that holds what its loops touch; gaps of a stride are moved along.' },
  { id: 'A2', text: "A convolution's padding is stored and moved like data." },
  { id: 'A3', text: 'Consecutive tiles share what they overlap in; nothing else is remembered between steps.' },
  {
    id: 'A4',
    text: 'Instances run in lockstep; one whose tile lies outside the layer idles, keeps its inputs and hands over its sums.',
  },
  {
    id: 'A5',
    text: 'Final outputs are written to the outermost memory as wide as inputs; everywhere else outputs are as wide as the accumulator.',
    when: ({ convention }) => convention !== 'timeloop',
  },
  {
    id: 'A6',
    text: 'Loads overlap with work, double-buffered or not, but for the first fill and the last drain; the array or the slowest memory port sets the pace, networks never do.',
  },
  { id: 'A7', text: 'Energies are rounded to 1/1024 pJ, so that every breakdown sums to its total exactly.' },
  {
    id: 'A8',
    text: 'Each layer reads its inputs from and writes its outputs to the outermost memory; layers are not fused, but for operations the vector unit applies on the way out.',
  },
  {
    id: 'A9',
    text: 'Weights and activations are dense: zeros are moved and multiplied like other values.',
    when: (facts) => !knowsZeros(facts),
  },
  {
    id: 'A10',
    text: 'An access is charged by the bits it moves, not by whole blocks.',
    when: (facts) => memories(facts).some((each) => each.blockBits > each.wordBits),
  },
  {
    id: 'A11',
    text: 'Layers run one after another; leakage and clock power flow for the cycles of each layer and at no other time.',
  },
  {
    id: 'A12',
    text: 'A network is charged for every instance it delivers a word to, also when one read serves them all; a network the spec does not price costs nothing.',
    when: ({ convention }) => convention !== 'timeloop',
  },
  {
    id: 'A13',
    text: "Reduction in a network is transport only; the additions are part of the MACs' price.",
    when: (facts) => countsNetworks(facts) && facts.hardware.levels.some((level) => level.network.reduction),
  },
  { id: 'A14', text: 'A write costs a read where the source gives reads only.', when: usesLibrary },
  {
    id: 'A15',
    text: 'An update costs a write unless its source says otherwise; the read before it is counted on its own.',
    when: ({ convention }) => convention === 'timeloop',
  },
  {
    id: 'A16',
    text: 'Energy of logic and on-chip memory moves between nodes and supplies by the polynomials of Stillmaker & Baas, log-log between their nodes; outside them is an error.',
    when: usesLibrary,
  },
  {
    id: 'A17',
    text: 'Energy of wires moves with node × V².',
    when: countsNetworks,
  },
  { id: 'A18', text: 'Off-chip memory does not change with the node of the accelerator.', when: usesLibrary },
  {
    id: 'A19',
    text: 'Energy of on-chip memory is interpolated log-log between the sizes its source gives; beyond them it follows a power of the capacity that the library row states.',
    when: (facts) => onChip(facts).some((each) => each.component.use !== undefined),
  },
  {
    id: 'A20',
    text: 'A memory is priced as one macro of its whole capacity, unless its library row describes banks.',
    when: (facts) => onChip(facts).some((each) => each.component.use !== undefined),
  },
  {
    id: 'A21',
    text: "A multiplier costs in proportion to weight bits × input bits, those of the layer where they are narrower than the array's; adders, memories and networks in proportion to bits.",
  },
  {
    id: 'A22',
    text: 'The vector unit works at the width of inputs; a maximum and a ReLU cost one addition, a copy nothing.',
    when: ({ hardware }) => hardware.vector !== undefined,
  },
  {
    id: 'A23',
    text: 'Area moves with node²; what no source gives (off-chip memory, networks, vector units) is unknown and not in the sum.',
  },
  { id: 'A24', text: 'Leakage that no source gives counts as 0 mW.' },
  {
    id: 'A25',
    text: 'Where a source states no supply, 0.9 V is taken (0.8 V at 16 nm).',
    when: usesLibrary,
  },
  {
    id: 'A32',
    text: "A decoder's table is loaded once per layer into every decoder in use, and the words of a vector are looked up together.",
    when: ({ hardware }) => hardware.decoder !== undefined,
  },
  {
    id: 'A33',
    text: 'Styles that share products count them from how common each table entry is, as if entries fell independently of place.',
    when: ({ hardware }) => hardware.mac.style !== 'mac',
  },
  {
    id: 'A34',
    text: 'Zero weights fall independently of place, and no MAC waits for another that met fewer of them.',
    when: ({ hardware }) => hardware.mac.zeroWeights !== 'compute' || hardware.mac.style === 'factorised',
  },
  {
    id: 'A35',
    text: 'Runs of zeros are as long as if zeros fell independently of place.',
    when: ({ hardware }) => hardware.decoder?.coding === 'runs',
  },
  {
    id: 'A36',
    text: 'A codebook larger than the table is taken part by part for every tile of weights, and indices are read once a part.',
    when: ({ hardware }) => hardware.decoder?.splitting === 'allowed',
  },
  {
    id: 'A37',
    text: 'Zeros of a map fall independently of place and of zero weights, every tile has its share of them, and maps without a figure are full.',
    when: knowsZeros,
  },
  {
    id: 'A38',
    text: 'A coded map is as long as its code is expected to be, or was measured, and never longer than the plain map; coding it is free, and memories have room for it uncoded.',
    when: (facts) => knowsZeros(facts) && memories(facts).some(({ encoding }) => encoding !== undefined),
  },
];

/** Every assumption. */
export const assumptions: readonly Assumption[] = catalogue.map(({ id, text }) => ({ id, text }));

/** Those that play a part on this accelerator under this convention. */
export function relevantAssumptions(facts: AssumptionFacts): readonly Assumption[] {
  return catalogue.filter(({ when }) => when?.(facts) ?? true).map(({ id, text }) => ({ id, text }));
}
