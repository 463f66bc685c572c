import type { AreaRow, ComponentClass, CostRow, LayerResult, LevelSummary, RunResult } from '../../src/cost/result.ts';

interface Shape {
  readonly name: string;
  readonly kind: string;
  readonly macs: number;
  readonly weights: number;
  readonly inputs: number;
  readonly outputs: number;
}

interface Price {
  readonly component: string;
  readonly componentClass: ComponentClass;
  readonly action: string;
  readonly operand: string;
  readonly energyPj: number;
  readonly count: (shape: Shape) => number;
}

/** Order-of-magnitude prices of a 65 nm row-stationary chip; good enough to look at, not meant to be right. */
const PRICES: readonly Price[] = [
  price('DRAM', 'dram', 'read', 'W', 200, (s) => s.weights),
  price('DRAM', 'dram', 'read', 'I', 200, (s) => s.inputs * 1.4),
  price('DRAM', 'dram', 'write', 'O', 200, (s) => s.outputs),
  price('GLB', 'memory', 'read', 'I', 6.1, (s) => s.macs / 13),
  price('GLB', 'memory', 'update', 'O', 6.4, (s) => s.macs / 24),
  price('weight spad', 'memory', 'read', 'W', 1.1, (s) => s.macs),
  price('input spad', 'memory', 'read', 'I', 0.4, (s) => s.macs),
  price('psum spad', 'memory', 'update', 'O', 0.6, (s) => s.macs),
  price('GLB network', 'network', 'deliver', 'I', 2.3, (s) => s.macs / 13),
  price('GLB network', 'network', 'reduce', 'O', 2.3, (s) => s.macs / 24),
  price('MAC array', 'compute', 'mac', '-', 1.8, (s) => s.macs),
  price('vector unit', 'compute', 'max', '-', 0.9, (s) => (s.macs === 0 ? s.outputs * 9 : 0)),
  price('clock', 'static', 'clock', '-', 61, (s) => cycles(s)),
  price('leakage', 'static', 'leakage', '-', 14, (s) => cycles(s)),
];

function price(
  component: string,
  componentClass: ComponentClass,
  action: string,
  operand: string,
  energyPj: number,
  count: (shape: Shape) => number,
): Price {
  return { component, componentClass, action, operand, energyPj, count: (shape) => Math.round(count(shape)) };
}

function stallsOf(shape: Shape) {
  return [
    { cause: 'compute', cycles: Math.ceil(shape.macs / 148) + Math.ceil(shape.macs === 0 ? shape.outputs / 4 : 0) },
    { cause: 'DRAM read', cycles: Math.round((shape.weights + shape.inputs) / 40) },
    { cause: 'GLB read', cycles: Math.round(shape.macs / 9000) },
    { cause: 'ramp', cycles: 512 },
  ];
}

function cycles(shape: Shape): number {
  return stallsOf(shape).reduce((sum, stall) => sum + stall.cycles, 0);
}

function rowsOf(shape: Shape): readonly CostRow[] {
  return PRICES.map((one) => ({ ...one, count: one.count(shape) }))
    .filter((one) => one.count > 0)
    .map((one) => ({
      layer: shape.name,
      kind: shape.kind,
      component: one.component,
      componentClass: one.componentClass,
      action: one.action,
      operand: one.operand,
      count: one.count,
      bitsPerAction: one.componentClass === 'static' ? 0 : 16,
      energyPj: one.count * one.energyPj,
    }));
}

function levelsOf(shape: Shape): readonly LevelSummary[] {
  const tile = { memory: 'GLB', bits: 16, updates: 0, capacityBits: 884_736 };
  return [
    {
      level: 'DRAM',
      instances: 1,
      line: 'DRAM [W I O] M4 C3',
      energyPj: 200 * shape.weights,
      tiles: [
        {
          ...tile,
          memory: 'DRAM',
          operand: 'W',
          elements: shape.weights,
          capacityBits: null,
          reads: shape.weights,
          writes: 0,
          energyPj: 200 * shape.weights,
        },
      ],
    },
    {
      level: 'GLB',
      instances: 1,
      line: 'GLB [I O] P55',
      energyPj: 6.1 * shape.macs,
      tiles: [
        {
          ...tile,
          operand: 'I',
          elements: 12_000,
          reads: shape.macs / 13,
          writes: shape.inputs,
          energyPj: 5 * shape.macs,
        },
        {
          ...tile,
          operand: 'O',
          elements: 30_000,
          reads: shape.macs / 24,
          writes: shape.outputs,
          energyPj: 1.1 * shape.macs,
        },
      ],
    },
  ];
}

function layerOf(shape: Shape, rows: readonly CostRow[]): LayerResult {
  const macLayer = shape.macs > 0;
  return {
    name: shape.name,
    kind: shape.kind,
    macs: shape.macs,
    operations: macLayer ? shape.macs * 2 : shape.outputs * 9,
    parameters: shape.weights,
    energyPj: rows.reduce((sum, row) => sum + row.energyPj, 0),
    cycles: cycles(shape),
    latencyMs: cycles(shape) / 200e3,
    utilisation: macLayer ? shape.macs / (168 * cycles(shape)) : null,
    style: macLayer ? 'mac' : null,
    stalls: stallsOf(shape),
    compression: null,
    activity: null,
    mapping: macLayer
      ? 'DRAM  W I O\n  for M in 0..4\n    for C in 0..3\nGLB   I O\n  for P in 0..55\n    spatial R in 0..11, P in 0..14\nspad  W I O\n  for Q in 0..55\n    for S in 0..11'
      : 'vector unit\n  for X in 0..69984',
    mapper: macLayer ? 'templates: row-stationary' : 'fixed',
    levels: macLayer ? levelsOf(shape) : [],
  };
}

const AREA: readonly AreaRow[] = [
  { component: 'DRAM', componentClass: 'dram', instances: 1, areaUm2: null, source: 'off chip' },
  {
    component: 'GLB',
    componentClass: 'memory',
    instances: 1,
    areaUm2: 2_540_000,
    source: 'Eyeriss, JSSC 2017, table III',
  },
  { component: 'weight spad', componentClass: 'memory', instances: 168, areaUm2: 18_200, source: 'CACTI 7, 65 nm' },
  { component: 'input spad', componentClass: 'memory', instances: 168, areaUm2: 4_100, source: 'CACTI 7, 65 nm' },
  { component: 'psum spad', componentClass: 'memory', instances: 168, areaUm2: 5_300, source: 'CACTI 7, 65 nm' },
  { component: 'GLB network', componentClass: 'network', instances: 1, areaUm2: null, source: 'no source' },
  { component: 'MAC array', componentClass: 'compute', instances: 168, areaUm2: 6_700, source: 'Eyeriss, JSSC 2017' },
];

/** A result made of layer shapes and the prices above. */
export function resultOf(name: string, shapes: readonly Shape[]): RunResult {
  const rowsPerLayer = shapes.map(rowsOf);
  const rows = rowsPerLayer.flat();
  const layers = shapes.map((shape, index) => layerOf(shape, rowsPerLayer[index]!));
  const sum = (value: (layer: LayerResult) => number) => layers.reduce((total, layer) => total + value(layer), 0);
  const energyPj = rows.reduce((total, row) => total + row.energyPj, 0);
  const latencyMs = sum((layer) => layer.latencyMs);
  return {
    schema: 'kjoule-result/1',
    compression: null,
    kjouleVersion: '0.1.0',
    title: `${name} on Eyeriss`,
    command: `kjoule run scenarios/${name.toLowerCase()}-eyeriss.yaml`,
    workload: { name, source: 'Krizhevsky et al., NIPS 2012', batch: 4 },
    hardware: {
      name: 'Eyeriss',
      description: '12 × 14 processing elements, row stationary',
      source: 'Chen et al., JSSC 2017',
      nodeNm: 65,
      voltageV: 1,
      clockMhz: 200,
      roofs: {
        macsPerCycle: 168,
        ports: [
          { name: 'DRAM port', memory: 'DRAM', actions: ['read', 'write', 'update'], bitsPerCycle: 640 },
          { name: 'GLB read', memory: 'GLB', actions: ['read'], bitsPerCycle: 1024 },
          { name: 'GLB write', memory: 'GLB', actions: ['write', 'update'], bitsPerCycle: 1024 },
        ],
      },
    },
    convention: 'eyeriss',
    totals: {
      energyPj,
      normalisedEnergy: { name: 'MAC', value: energyPj / 1.8 },
      cycles: sum((layer) => layer.cycles),
      latencyMs,
      macs: sum((layer) => layer.macs),
      operations: sum((layer) => layer.operations),
      parameters: sum((layer) => layer.parameters),
      areaUm2: AREA.reduce((total, row) => total + (row.areaUm2 ?? 0) * row.instances, 0),
      areaComplete: false,
      averagePowerMw: (energyPj * 1e-12 * 1e3) / (latencyMs * 1e-3),
      energyPerMacPj: energyPj / sum((layer) => layer.macs),
    },
    layers,
    rows,
    area: AREA,
    uncosted: [{ operator: 'LocalResponseNormalization', node: 'norm1', reason: 'no cost model for this operator' }],
    assumptions: [
      { id: 'A3', text: 'DRAM energy is a fixed price per bit; row activations are not counted apart.' },
      { id: 'A7', text: 'Zero values are stored and moved like others.' },
    ],
    sources: PRICES.map((one) => ({
      component: one.component,
      action: one.action,
      energyPj: one.energyPj,
      bits: 16,
      source: 'example figure',
    })),
    warnings: [
      {
        code: 'width-mismatch',
        severity: 'warning',
        message: 'weights are 8 bit wide, the weight spad holds 16 bit words',
        file: 'hardware-specs/eyeriss.yaml',
        line: 31,
        column: 5,
        path: 'levels[2].bits',
        found: '16',
        accepted: '8',
      },
    ],
  };
}

function shape(name: string, kind: string, macs: number, weights: number, inputs: number, outputs: number): Shape {
  return { name, kind, macs: macs * 4, weights, inputs: inputs * 4, outputs: outputs * 4 };
}

/** AlexNet at batch 4: five convolutions, three poolings, three fully connected layers. */
export const alexNet: RunResult = resultOf('AlexNet', [
  shape('conv1', 'conv', 105_415_200, 34_944, 154_587, 290_400),
  shape('pool1', 'pool', 0, 0, 290_400, 69_984),
  shape('conv2', 'conv', 223_948_800, 307_456, 69_984, 186_624),
  shape('pool2', 'pool', 0, 0, 186_624, 43_264),
  shape('conv3', 'conv', 149_520_384, 885_120, 43_264, 64_896),
  shape('conv4', 'conv', 112_140_288, 663_936, 64_896, 64_896),
  shape('conv5', 'conv', 74_760_192, 442_624, 64_896, 43_264),
  shape('pool5', 'pool', 0, 0, 43_264, 9_216),
  shape('fc6', 'fc', 37_748_736, 37_752_832, 9_216, 4_096),
  shape('fc7', 'fc', 16_777_216, 16_781_312, 4_096, 4_096),
  shape('fc8', 'fc', 4_096_000, 4_097_000, 4_096, 1_000),
]);

/** A network of `count` layers with the long names that exporters write. */
export function deepNetwork(count: number): RunResult {
  const shapes = Array.from({ length: count }, (_, index) => {
    const stage = 1 + Math.floor((4 * index) / count);
    const name = `/layer${stage}/layer${stage}.${index}/conv${1 + (index % 3)}/Conv`;
    const side = 112 >> stage;
    const channels = 64 << (stage - 1);
    const kernel = index % 3 === 1 ? 9 : 1;
    const macs = side * side * channels * channels * kernel * (index % 3 === 2 ? 4 : 1);
    return shape(name, 'conv', macs, channels * channels * kernel, side * side * channels, side * side * channels);
  });
  return resultOf('ResNet-152', shapes);
}

/** Every text an attacker could reach says so. */
export const HOSTILE = `</script><script>alert(1)</script><img src=x onerror=alert(1)>"'&\u001b[31m\u0000`;

/** Names that try to break out of HTML, SVG, CSV, JSON and the terminal. */
export function hostile(): RunResult {
  const plain = resultOf(HOSTILE, [
    shape(HOSTILE, 'conv', 1_000_000, 1000, 1000, 1000),
    shape('=1+1,"x"\nsecond line', 'fc', 2_000_000, 1000, 1000, 1000),
    shape('__proto__', 'pool', 0, 0, 1000, 1000),
    shape('日本語の層\u202e', 'conv', 500_000, 1000, 1000, 1000),
  ]);
  return {
    ...plain,
    title: HOSTILE,
    command: HOSTILE,
    workload: { ...plain.workload, name: HOSTILE, source: HOSTILE },
    hardware: {
      ...plain.hardware,
      name: HOSTILE,
      description: HOSTILE,
      source: HOSTILE,
      roofs: {
        ...plain.hardware.roofs,
        ports: plain.hardware.roofs.ports.map((port) =>
          port.memory === 'GLB' ? { ...port, name: HOSTILE, memory: HOSTILE } : port,
        ),
      },
    },
    rows: plain.rows.map((row) => ({ ...row, component: row.component === 'GLB' ? HOSTILE : row.component })),
    layers: plain.layers.map((layer) => ({
      ...layer,
      mapping: HOSTILE,
      mapper: HOSTILE,
      kind: HOSTILE,
      levels: layer.levels.map((level) => ({ ...level, level: HOSTILE, line: HOSTILE })),
    })),
    area: plain.area.map((row) => ({
      ...row,
      component: row.component === 'GLB' ? HOSTILE : row.component,
      source: HOSTILE,
    })),
    uncosted: [{ operator: HOSTILE, node: HOSTILE, reason: HOSTILE }],
    assumptions: [{ id: HOSTILE, text: HOSTILE }],
    sources: [{ component: HOSTILE, action: HOSTILE, energyPj: 1, bits: 16, source: HOSTILE }],
    warnings: [{ code: HOSTILE, severity: 'warning', message: HOSTILE, file: HOSTILE, path: HOSTILE, hint: HOSTILE }],
  };
}

/** AlexNet with zeros known of in two of its layers, coded in DRAM. */
export function alexNetWithZeros(): RunResult {
  const traffic = (operand: string, bits: number, plainBits: number) => ({
    memory: 'DRAM',
    operand,
    code: 'rlc' as const,
    measured: false,
    bits,
    plainBits,
  });
  const activity = {
    inputZeros: 0.25,
    storedInputZeros: 0.387,
    outputZeros: 0.5,
    source: 'measured <somewhere>',
    traffic: [traffic('I', 8e6, 16e6), traffic('O', 4e6, 20e6)],
  };
  const layers = alexNet.layers.map((layer, at) => (at < 2 ? { ...layer, activity } : layer));
  return { ...alexNet, layers };
}
