/** Whether a value of a draft is a map, as the schema would have it. */
export function isMap<T>(value: T): value is NonNullable<T> & object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
