/** A layer's weights as the outermost memory holds them. */
export interface StoredWeights {
  /** Per weight: its word; or with a table its index times the vector length plus its place in the vector. */
  readonly stored: Int32Array;
  /** Words of the look-up table, entry by entry, all tables of the layer one after another. */
  readonly table?: Int32Array | undefined;
  /** Words of one entry; 1 without a table. */
  readonly vectorLength: number;
}
