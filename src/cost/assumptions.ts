/**
 * The modelling assumptions results rest on, by their number in docs/assumptions.md (a test keeps the two alike).
 */
export const assumptions: readonly { readonly id: string; readonly text: string }[] = [
  { id: 'A1', text: 'A tile is the smallest box that holds what its loops touch; gaps of a stride are moved along.' },
  { id: 'A2', text: "A convolution's padding is stored and moved like data." },
  { id: 'A3', text: 'Consecutive tiles share what they overlap in; nothing else is remembered between steps.' },
  { id: 'A4', text: 'Instances run in lockstep; one whose tile lies outside the layer idles and keeps what it holds.' },
  {
    id: 'A5',
    text: 'Outputs are stored off the array as wide as inputs once final; until then as wide as the accumulator.',
  },
  {
    id: 'A6',
    text: 'Loads overlap with work but for the first fill and the last drain; the slowest port sets the pace.',
  },
  { id: 'A7', text: 'Energies are rounded to 1/1024 pJ, so that every breakdown sums to its total exactly.' },
  {
    id: 'A8',
    text: 'Each layer reads its inputs from and writes its outputs to the outermost memory; layers are not fused, but for operations the vector unit applies on the way out.',
  },
  { id: 'A9', text: 'Activations are dense: zeros are moved and multiplied like other values.' },
];
