/** A place in a document, outermost first: `['levels', 1, 'capacity']`. */
export type Path = readonly (string | number)[];

/** `levels[1].capacity`; keys that are not plain words are quoted. */
export function pathText(path: Path): string {
  let text = '';
  for (const step of path) {
    if (typeof step === 'number') text += `[${step}]`;
    else if (!/^[\w-]+$/.test(step)) text += `[${JSON.stringify(step)}]`;
    else text += text === '' ? step : `.${step}`;
  }
  return text;
}
