/** A complete spec that is right; tests break one thing in it. */
export const exampleSpec = `name: toy
source: "made up"
technology: { node: 65 nm, voltage: 1 V }
clock: 200 MHz
clockPower: 106 mW
dataflow: row-stationary
energyUnit: { name: MAC, energy: 1.694 pJ, source: "made up" }
levels:
  - name: DRAM
    keeps: [W, I, O]
    word: 16 bit
    block: 64 bit
    bandwidth: { read: 64 bit/cycle, write: 32 bit/cycle }
    component: { energy: { read: 200 pJ, write: 3 pJ/bit }, area: 1 mm^2, source: "made up" }
  - name: GLB
    keeps: [I, O]
    capacity: 100 KiB
    word: 16 bit
    bandwidth: 25.6 GB/s
    doubleBuffered: true
    component: { use: sram }
    fanout: { x: 14, y: 3 * 4 }
    network: { multicast: [W, I], reduction: false, component: { energy: 2 pJ, leakage: 0.5 mW, source: "made up" } }
  - name: PE
    memories:
      - { name: ifmap, keeps: [I], capacity: 12 * 16 bit, word: 16 bit, component: { use: regfile } }
      - { name: weights, keeps: [W, O], capacity: 448 B, word: 16 bit, component: { use: regfile } }
mac: { name: multiplier, bits: { W: 16 bit, I: 16 bit, O: 32 bit }, macsPerCycle: 0.5, component: { use: mac } }
vector: { name: vector unit, level: GLB, lanes: 16, component: { energy: 1 pJ, source: "made up" }, fused: [activation] }
constraints:
  spatial:
    - { level: GLB, x: [Q, M], y: [R, C] }
`;

/** The same with constraints of every kind. */
export const limitedSpec = `${exampleSpec}  dataflow: row-stationary
  utilisation: 0.1
  levels:
    - { level: GLB, x: { only: [Q, M], most: 12 }, y: { factors: [R=all, C<=4] }, innermost: [N, [P, Q]], outermost: [M] }
    - { level: PE, layers: [conv*], factors: [M>=2], keep: [I], shared: { O: 4 } }
    - { level: GLB, utilisation: 0.2, bypass: [O] }
`;
