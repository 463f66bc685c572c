/** Whether a name fits a pattern in which `*` stands for any letters and `?` for one. */
export function fitsGlob(name: string, pattern: string): boolean {
  const escaped = pattern.replace(/[.+^${}()|[\]\\]/g, '\\$&');
  // `**` as well as `*`: one run of letters, so that matching stays linear
  return new RegExp(`^${escaped.replace(/\*+/g, '.*').replace(/\?/g, '.')}$`, 'su').test(name);
}
