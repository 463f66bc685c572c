import { safeText } from '../../report/safe-text.ts';

/** Said beside the figures of a layer that cannot be multiplied as the array was built to. */
export function styleRemark(styleNotUsed: string | null): readonly string[] {
  return styleNotUsed === null ? [] : [`It is ${safeText(styleNotUsed)}.`];
}
