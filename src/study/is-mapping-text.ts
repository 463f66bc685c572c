/** A mapping has a colon on every line; a file name has none, but for a drive letter. */
export function isMappingText(written: string): boolean {
  return /[:\n]/.test(written.replace(/^[A-Za-z]:[\\/]/, ''));
}
