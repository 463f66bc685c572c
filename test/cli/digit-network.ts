/** One convolution over the digits kjoule draws: trained in seconds. */
export const digitNetwork = `name: net
source: made up for tests
input: { channels: 1, size: [28, 28] }
layers:
  - { name: conv, type: conv, filters: 4, kernel: 5, stride: 2 }
  - { name: relu, type: activation }
  - { name: pool, type: max-pool, kernel: 2 }
  - { name: fc, type: fc, outputs: 10 }
  - { name: prob, type: softmax }
`;
