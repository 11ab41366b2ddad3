/**
 * What a spreadsheet takes for a formula at the beginning of a cell (OWASP, "CSV Injection"). Where its language divides
 * cells by `;`, quotes count for nothing behind the first one, so a cell may also begin within a value.
 */
const FORMULA = /(^|[;\t\r\n])(?=(?:[^\S\t\r\n]|\0)*[=+\-@\uff1d\uff0b\uff0d\uff20])|^(?=[\t\r\n])/g

/** A cell of a CSV file (RFC 4180). What could be a formula gets an apostrophe before it, so that it is text. */
const cellOf = (value: string | null): string =>
  `"${(value ?? '').replace(FORMULA, "$1'").replaceAll('"', '""')}"`

/** A CSV file with a line of names. */
export const csvOf = (rows: readonly (readonly (string | null)[])[]): string =>
  rows.map((row) => `${row.map(cellOf).join(',')}\r\n`).join('')
