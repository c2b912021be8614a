// Tables for spreadsheets: RFC 4180, and no cell that a spreadsheet would take for a formula.
import { harmlessSentence } from "./harmless.js";

type Cell = string | number | null;

/** A header line and a line for each row, each ended by CR LF. */
export function csv<C extends string>(
  columns: readonly C[],
  rows: readonly { readonly [K in C]: Cell | undefined }[],
): string {
  const lines = [columns, ...rows.map((row) => columns.map((column) => row[column] ?? ""))];
  return lines.map((cells) => `${cells.map(cellOf).join(",")}\r\n`).join("");
}

/** Numbers are ours; text may be anybody's. A leading quote makes text of it in every spreadsheet (OWASP, "CSV Injection"). */
function cellOf(value: string | number): string {
  if (typeof value === "number") return String(value);
  const text = harmlessSentence(value);
  const guarded = /^\s*[=+\-@\u{FF1D}\u{FF0B}\u{FF0D}\u{FF20}\uFFFD]/u.test(text) ? `'${text}` : text;
  return /[",\s;']/.test(guarded) ? `"${guarded.replaceAll('"', '""')}"` : guarded;
}
