import type { LayerActivity, LayerResult, MapTraffic, RunResult } from '../../cost/result.ts';
import { formatShare, formatSi } from '../number-format.ts';
import { html, type Markup } from './escape.ts';
import { type Column, table } from './table.ts';

type WithZeros = LayerResult & { readonly activity: LayerActivity };

/** Zeros in the maps of each layer and what coding them saved; nothing where no zeros are known of. */
export function zerosSection({ layers }: RunResult): Markup {
  const known = layers.filter((layer): layer is WithZeros => layer.activity !== null);
  if (known.length === 0) return html``;
  const places = new Map(
    known.flatMap(({ activity }) => activity.traffic).map((each) => [placeOf(each), each] as const),
  );
  const columns: readonly Column<WithZeros>[] = [
    { title: 'Layer', cell: ({ name }) => name },
    { title: 'Zeros in inputs', figure: true, cell: ({ activity }) => formatShare(activity.inputZeros) },
    { title: 'with padding', figure: true, cell: ({ activity }) => formatShare(activity.storedInputZeros) },
    { title: 'Zeros in outputs', figure: true, cell: ({ activity }) => formatShare(activity.outputZeros) },
    ...[...places].flatMap(([place, { code }]): readonly Column<WithZeros>[] => {
      const at = ({ activity }: WithZeros) => activity.traffic.find((each) => placeOf(each) === place);
      return [
        { title: `${place}, ${code}`, figure: true, cell: (layer) => sizeOf(at(layer)?.bits) },
        { title: 'plain', figure: true, cell: (layer) => sizeOf(at(layer)?.plainBits) },
      ];
    }),
  ];
  const sources = [...new Set(known.map(({ activity }) => activity.source))];
  return html`<section id="zeros">
<h2>Zeros in the maps</h2>
<p class="faint">Data moved in and out of memories that code maps, and what it would be in plain words. ${missing(layers.length - known.length)}</p>
${table(columns, known)}<p class="faint">${sources.join('; ')}</p>
</section>
`;
}

function placeOf({ memory, operand }: MapTraffic): string {
  return `${memory} ${operand}`;
}

function sizeOf(bits: number | undefined): string {
  return bits === undefined ? '–' : formatSi(bits / 8, 'B');
}

function missing(layers: number): string {
  if (layers === 0) return '';
  return `Maps of ${layers} other layer${layers === 1 ? '' : 's'} count as full: no figure is given for them.`;
}
