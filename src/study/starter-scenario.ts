/** A scenario to start from, every key explained; it runs as it is. */
export function starterScenario(schema: string): string {
  return `# yaml-language-server: $schema=${schema}
# One question: what does this network cost on this accelerator?
title: What does LeNet-5 cost on a small edge design?

# A built-in network (\`kjoule list workloads\`), or a file relative to this one: an ONNX model or a layer list in YAML.
workload: lenet5

# Images processed together. Weights are then read once for all of them.
batch: 1

# A built-in accelerator (\`kjoule list hardware\`), or a spec of your own, relative to this file.
hardware: edge-small

# How a move between two memories becomes reads and writes: port (physical), timeloop or eyeriss. Results of different
# conventions are not comparable.
convention: port

# Only these layers; * stands for any letters. Without this key: all of them.
# layers: [conv*, ip1]

# How each layer's mapping is found. templates searches the tile sizes of a dataflow: row-stationary, weight-stationary,
# output-stationary, no-local-reuse, or best of the four. Without \`dataflow\`: the one the accelerator is built for.
# The objective is energy-delay (the default), energy or latency.
mapper:
  strategy: templates
  dataflow: output-stationary
  objective: energy-delay

# Or mappings of your own, by layer: as text, or the name of a file. A line per level, outermost first; loops in time,
# then loops in space on X and Y. Layers not named here are mapped by templates.
# mapper:
#   strategy: fixed
#   mappings:
#     conv1: |
#       DRAM:
#       SRAM: M5 P24 Q3 | X: Q8 Y: M4
#       PE: R5 S5

# Shapes of inputs an ONNX file leaves open.
# inputShapes: { data: [1, 3, 224, 224] }
`;
}
