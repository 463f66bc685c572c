import type { Indirection, MacArray, MacBins, MacStyle, ZeroInputs } from './hardware.ts';
import { readComponent } from './read-component.ts';
import type { HardwareFile } from './schema.ts';
import type { SpecReader } from './spec-reader.ts';

type MacFile = HardwareFile['mac'];

/** What each style needs beside the multiplier. */
const parts: Readonly<Record<MacStyle, readonly ('adder' | 'bins' | 'indirection')[]>> = {
  mac: [],
  'accumulate-then-multiply': ['adder', 'bins'],
  factorised: ['adder', 'indirection'],
  'row-reuse': ['adder', 'bins'],
};

/** The MAC units with their defaults filled. */
export function readMac(reader: SpecReader, file: MacFile): MacArray {
  const bits = (role: 'W' | 'I' | 'O') => reader.positiveWhole(['mac', 'bits', role], 'bits', file.bits[role]);
  const style = file.style ?? 'mac';
  checkParts(reader, file, style);
  return {
    name: file.name ?? 'MAC',
    style,
    bits: { W: bits('W'), I: bits('I'), O: bits('O') },
    macsPerCycle: reader.positive(['mac', 'macsPerCycle'], 'count', file.macsPerCycle ?? 1),
    component: readComponent(reader, file.component, { path: ['mac', 'component'], kind: 'mac' }),
    ...(file.adder !== undefined && {
      adder: {
        name: file.adder.name ?? 'adder',
        component: readComponent(reader, file.adder.component, { path: ['mac', 'adder', 'component'], kind: 'adder' }),
      },
    }),
    ...(file.bins !== undefined && { bins: readBins(reader, file.bins) }),
    ...(file.indirection !== undefined && { indirection: readIndirection(reader, file.indirection) }),
    zeroWeights: file.zeroWeights ?? 'compute',
    ...readZeroInputs(reader, file),
  };
}

/** Which words a zero input spares differs from chip to chip: it has to be said. */
function readZeroInputs(reader: SpecReader, file: MacFile): { readonly zeroInputs?: ZeroInputs } {
  const { zeroInputs: treatment = 'compute', zeroInputsSpare: spares } = file;
  const path = ['mac', 'zeroInputsSpare'];
  if (treatment === 'gate' || treatment === 'skip') {
    if (spares !== undefined) return { zeroInputs: { treatment, spares } };
    const accepted = 'a list of W, I, O, such as [W], or [] for none';
    reader.report(path, { code: 'missing-key', message: `zeroInputs: ${treatment} needs "zeroInputsSpare"`, accepted });
  } else if (treatment === 'compute' && spares !== undefined) {
    const message = '"zeroInputsSpare" says nothing without zeroInputs: gate or skip';
    reader.report(path, { code: 'conflicting-keys', message, at: 'key', accepted: 'both of them, or neither' });
  }
  return {};
}

function checkParts(reader: SpecReader, file: MacFile, style: MacStyle): void {
  for (const part of parts[style]) {
    if (file[part] !== undefined) continue;
    const message = `style: ${style} needs "${part}"`;
    reader.report(['mac', part], { code: 'missing-key', message, accepted: parts[style].join(', ') });
  }
}

function readBins(reader: SpecReader, file: NonNullable<MacFile['bins']>): MacBins {
  const wordBits = reader.positiveWhole(['mac', 'bins', 'word'], 'bits', file.word);
  const place = { path: ['mac', 'bins', 'component'], kind: 'memory', actionBits: wordBits } as const;
  return {
    name: file.name ?? 'bins',
    entries: reader.positiveWhole(['mac', 'bins', 'entries'], 'count', file.entries),
    wordBits,
    component: readComponent(reader, file.component, place),
  };
}

function readIndirection(reader: SpecReader, file: NonNullable<MacFile['indirection']>): Indirection {
  const count = (key: 'channels' | 'filters', text: string | number) =>
    reader.positiveWhole(['mac', 'indirection', key], 'count', text);
  return { channels: count('channels', file.channels), filters: count('filters', file.filters ?? 1) };
}
