/** A matrix multiplication C[m,n] += A[m,k]·B[k,n] on a buffer and four units, in parts as people keep them. */
export const architecture = `
architecture:
  version: 0.4
  subtree:
    - name: system
      local:
        - name: DRAM
          class: DRAM
          attributes: { width: 64, datawidth: 16 }
      subtree:
        - name: chip
          local:
            - name: Buffer
              class: SRAM
              attributes: { width: 32, depth: 32, datawidth: 16 }
          subtree:
            - name: PE[0..3]
              local:
                - name: A_file
                  class: regfile
                  attributes: { width: 16, depth: 4, datawidth: 16, meshX: 4 }
                - name: wires
                  class: XY_NoC
                - name: MAC
                  class: intmac
                  attributes: { datawidth: 16, meshX: 4 }
`;

export const problem = `
problem:
  shape:
    name: MM
    dimensions: [M, N, K]
    data_spaces:
      - { name: A, projection: [[[M]], [[K]]] }
      - { name: B, projection: [[[K]], [[N]]] }
      - { name: C, projection: [[[M]], [[N]]], read_write: true }
  instance: { M: 8, N: 4, K: 6 }
`;

/** Columns of C side by side; each unit keeps one row of A while it walks over k. */
export const mapping = `
mapping:
  - { target: DRAM, type: temporal, factors: M=8, permutation: MNK }
  - { target: Buffer, type: temporal, factors: K=3, permutation: KMN }
  - { target: Buffer, type: spatial, factors: N=4, permutation: NMK, split: 1 }
  - { target: A_file, type: temporal, factors: K2, permutation: KMN }
  - { target: A_file, type: bypass, keep: [A], bypass: [B, C] }
`;

export const energies = `
ERT:
  version: 0.4
  tables:
    - { name: 'system.DRAM[1..1]', actions: [ { name: read, arguments: {}, energy: 100 }, { name: write, energy: 110 }, { name: update, energy: 120 } ] }
    - { name: system.chip.Buffer, actions: [ { name: read, energy: 8 }, { name: write, energy: 6 } ] }
    - { name: 'system.chip.PE[0..3].A_file[1..4]', actions: [ { name: read, arguments: { address: 1 }, energy: 0.5 }, { name: read, arguments: { address: 0 }, energy: 0.25 }, { name: write, energy: 0.75 } ] }
    - { name: 'system.chip.PE[0..3].MAC[1..4]', actions: [ { name: compute, energy: 1 } ] }
`;
