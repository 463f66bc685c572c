import { readFileSync, readdirSync } from 'node:fs';
import { readOnnx } from './read-onnx.ts';
import { layerMacs } from '../../layers.ts';
for (const f of readdirSync('/work/shared/data/onnx')) {
  const bytes = readFileSync('/work/shared/data/onnx/' + f);
  const t = performance.now();
  try {
  const r = readOnnx(f, bytes);
  const ms = performance.now() - t;
  const macs = r.workload.layers.reduce((s, l) => s + layerMacs(l), 0);
  const params = r.workload.layers.reduce((s, l) => s + l.parameters, 0);
  const kinds = new Map<string, number>(); for (const l of r.workload.layers) kinds.set(l.kind, (kinds.get(l.kind) ?? 0) + 1);
  console.log(f, (macs / 1e6).toFixed(2), 'M', params, ms.toFixed(1) + 'ms', [...kinds].join(' '), 'uncosted', JSON.stringify(r.workload.uncosted), 'folded', r.folded.length, 'w', r.weights.size, 'absent', [...r.weights.values()].filter(w => w.weight.absent).length, r.workload.source);
  } catch (e) { console.log(f, e); }
}
