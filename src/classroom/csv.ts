/**
 * Rows as the text of a CSV file (RFC 4180, with a mark by which spreadsheets know UTF-8). Cells that a spreadsheet
 * would take for a formula are made text by an apostrophe before them.
 */
export function csvText(rows: readonly (readonly string[])[]): string {
  return `\ufeff${rows.map((row) => row.map(cell).join(',')).join('\r\n')}\r\n`;
}

function cell(text: string): string {
  const safe = /^[\s]*[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n;]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
