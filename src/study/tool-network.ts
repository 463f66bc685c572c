import type { CompressedLayer } from '../compression/compressed-layer.ts';
import { assume } from '../compression/engines/assume.ts';
import type { LeftOut } from '../cross-check/cross-check.ts';
import { type WeightEncodingName, withCompressedWeights } from '../cross-check/shared-weights.ts';
import type { ToolLayer } from '../cross-check/tool-layer.ts';
import { toolLayers } from '../cross-check/tool-layers.ts';
import { withActivity } from '../cross-check/with-activity.ts';
import type { Activity } from '../workload/import/activity/read-activity.ts';
import type { Workload } from '../workload/workload.ts';

/** What the tool is told beyond the shapes of a network. */
export interface ToolContents {
  readonly activity?: Activity;
  /** Rows of filters shared in every convolution, assumed: entries of each table, and how they are entered. */
  readonly sharing?: { readonly encoding: WeightEncodingName; readonly k?: number; readonly clusterRate?: number };
}

export interface ToolNetwork {
  readonly layers: readonly ToolLayer[];
  readonly leftOut: readonly LeftOut[];
}

/** A network as the reference tool takes it. Throws `InputError`. */
export async function toolNetwork(workload: Workload, { activity, sharing }: ToolContents): Promise<ToolNetwork> {
  const { layers, leftOut } = toolLayers(workload);
  const active = activity === undefined ? layers : withActivity(layers, activity);
  if (sharing === undefined) return { layers: active, leftOut };
  const { encoding, ...entries } = sharing;
  // Tables hold 16-bit words, as everything does in the tool.
  const options = { ...entries, codebookBits: 16 };
  const compressed = await assume.compress({ workload, weights: new Map(), seed: 1 }, options);
  const byName = new Map(compressed.layers.map((layer): [string, CompressedLayer] => [layer.layer, layer]));
  const shared = active.map((layer) => {
    const found = byName.get(layer.name);
    return found === undefined ? layer : withCompressedWeights(layer, found, encoding);
  });
  return { layers: shared, leftOut };
}
