/** How long and how fast to train. */
export interface Schedule {
  readonly epochs: number;
  readonly batch: number;
  /** Learning rate of the first epoch. */
  readonly rate: number;
  /** What the learning rate is multiplied by after each epoch. */
  readonly rateDecay: number;
  readonly momentum: number;
  readonly weightDecay: number;
}
