/** A network of one small convolution and a pooling layer. */
export const smallNetwork = `name: small
source: made up for tests
input: { channels: 3, size: [8, 8] }
layers:
  - { name: conv, type: conv, filters: 4, kernel: 3 }
  - { name: relu, type: activation }
  - { name: pool, type: max-pool, kernel: 2 }
`;

/** DRAM, a buffer and four MACs, priced in place. */
export const smallHardware = `name: small
source: made up for tests
technology: { node: 45 nm, voltage: 1 V }
clock: 100 MHz
dataflow: output-stationary
levels:
  - name: DRAM
    keeps: [W, I, O]
    word: 8 bit
    component: { energy: { read: 100 pJ, write: 100 pJ }, source: made up }
  - name: BUF
    keeps: [W, I, O]
    capacity: 1 KiB
    word: 8 bit
    component: { energy: { read: 1 pJ, write: 2 pJ }, source: made up }
    fanout: { x: 4 }
mac:
  name: MAC
  bits: { W: 8 bit, I: 8 bit, O: 16 bit }
  component: { energy: { mac: 0.5 pJ }, source: made up }
vector:
  name: vector unit
  level: BUF
  lanes: 2
  component: { energy: { max: 1 pJ, add: 1 pJ, multiply: 1 pJ, activation: 1 pJ, copy: 1 pJ }, source: made up }
  fused: [activation]
`;

/** A scenario of the two. */
export const smallScenario = `title: small
workload: net.yaml
hardware: hw.yaml
`;

export const small = { 'small.yaml': smallScenario, 'net.yaml': smallNetwork, 'hw.yaml': smallHardware };
