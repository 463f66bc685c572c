/** The public API: the same in Node and in browsers. Everything else is internal and may change. */
export { type ComponentLibrary, readComponentLibrary } from './components/library.ts';
export { priceHardware } from './components/price-hardware.ts';
export { writeNpy } from './compression/artefact/npy.ts';
export { readArtefact } from './compression/artefact/read-artefact.ts';
export { writeArtefact } from './compression/artefact/write-artefact.ts';
export type { CompressedLayer } from './compression/compressed-layer.ts';
export { decodedWeights } from './compression/decoded-weights.ts';
export type {
  CompressedTensor,
  CompressedWorkload,
  CompressionEngine,
  CompressionInput,
  WeightTensor,
} from './compression/engine.ts';
export { engines } from './compression/engines/index.ts';
export { namedWeights } from './compression/named-weights.ts';
export { onnxWeights } from './compression/onnx-weights.ts';
export { runEngine } from './compression/run-engine.ts';
export { estimateLayer, type LayerEstimate } from './cost/estimate.ts';
export type { CostRow, LayerResult, RunResult } from './cost/result.ts';
export { type CrossCheck, crossCheck } from './cross-check/cross-check.ts';
export { readInputFile } from './cross-check/read-input-file.ts';
export { readReferenceData } from './cross-check/reference-data.ts';
export { toolLayers } from './cross-check/tool-layers.ts';
export { writeInputFile } from './cross-check/write-input-file.ts';
export { conventions } from './dataflow/conventions/index.ts';
export type { Dataflow } from './hardware/constraint-rule.ts';
export type { HardwareSpec } from './hardware/hardware.ts';
export { readHardware } from './hardware/read-hardware.ts';
export type { MapperChoice, Objective } from './mapper/mapper.ts';
export type { SearchProgress, SearchWatch } from './mapper/search-watch.ts';
export type { Mapping } from './mapping/mapping.ts';
export { parseMapping } from './mapping/parse.ts';
export { printMapping } from './mapping/print.ts';
export type { LayerMetrics } from './metrics/layer-metrics.ts';
export { type NetworkMetrics, networkMetrics } from './metrics/network-metrics.ts';
export { normalisedTotal, type TotalReading } from './metrics/normalised-total.ts';
export { charts } from './report/charts.ts';
export { rowsCsv } from './report/rows-csv.ts';
export { InputError, type Issue, NoAnswerError } from './shared/issue.ts';
export { type SimulationInput, simulate } from './simulate.ts';
export { readStudy, type Study } from './study/read-study.ts';
export { runSweep, type SweepResult } from './study/run-sweep.ts';
export type { Scenario, ScenarioSources } from './study/scenario.ts';
export { readActivity } from './workload/import/activity/read-activity.ts';
export { withZeros } from './workload/import/activity/with-zeros.ts';
export { readLayerList } from './workload/import/layer-list/read-layer-list.ts';
export { readOnnx } from './workload/import/onnx/read-onnx.ts';
export { convolutionLayer, fullyConnectedLayer, layerMacs, matrixMultiplyLayer } from './workload/layers.ts';
export type { Problem } from './workload/problem.ts';
export type { Layer, Workload } from './workload/workload.ts';
