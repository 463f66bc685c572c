/** Lines of fields: RFC 4180 quoting, line feeds. */
export function csv(lines: readonly (readonly string[])[]): string {
  return lines.map((fields) => `${fields.map(quoted).join(',')}\n`).join('');
}

function quoted(field: string): string {
  return /[",\r\n]/.test(field) ? `"${field.replaceAll('"', '""')}"` : field;
}
