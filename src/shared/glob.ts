/** Whole names a pattern stands for: `*` for any letters, `?` for one. */
export function glob(pattern: string): RegExp {
  const escaped = pattern.replace(/[.+^${}()|[\]\\]/g, '\\$&');
  // `**` as well as `*`: one run of letters, so that matching stays linear.
  return new RegExp(`^${escaped.replace(/\*+/g, '.*').replace(/\?/g, '.')}$`, 'su');
}
