/** Advance widths of DejaVu Sans 2.37, U+0020…U+007E, in 1/2048 em; read from the font's `hmtx` table. */
const ASCII: readonly number[] = [
  651, 821, 942, 1716, 1303, 1946, 1597, 563, 799, 799, 1024, 1716, 651, 739, 651, 690, 1303, 1303, 1303, 1303, 1303,
  1303, 1303, 1303, 1303, 1303, 690, 690, 1716, 1716, 1716, 1087, 2048, 1401, 1405, 1430, 1577, 1294, 1178, 1587, 1540,
  604, 604, 1343, 1141, 1767, 1532, 1612, 1235, 1612, 1423, 1300, 1251, 1499, 1401, 2025, 1403, 1251, 1403, 799, 690,
  799, 1716, 1024, 1024, 1255, 1300, 1126, 1300, 1260, 721, 1300, 1298, 569, 569, 1186, 569, 1995, 1298, 1253, 1300,
  1300, 842, 1067, 803, 1298, 1212, 1675, 1212, 1212, 1075, 1303, 690, 1303, 1716,
];
/** The bold face is wider by this much, averaged over letters. */
const BOLD = 1.11;
const UNITS_PER_EM = 2048;
const ACCENTED = 1303;

/** Width in pixels of a text in DejaVu Sans: lays charts out where there is no canvas to measure with. */
export function textWidth(text: string, fontSize: number, bold: boolean): number {
  let units = 0;
  for (const character of text) {
    const code = character.codePointAt(0)!;
    units += ASCII[code - 32] ?? (code < 0x2000 ? ACCENTED : UNITS_PER_EM);
  }
  return (units / UNITS_PER_EM) * fontSize * (bold ? BOLD : 1);
}

/** The longest start of a text that fits, with an ellipsis where something is cut. */
export function cutToWidth(text: string, fontSize: number, width: number): string {
  if (textWidth(text, fontSize, false) <= width) return text;
  const characters = [...text];
  while (characters.length > 0 && textWidth(`${characters.join('')}…`, fontSize, false) > width) characters.pop();
  return `${characters.join('')}…`;
}
