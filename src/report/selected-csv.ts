// What a query selects, as a table for spreadsheets.
import { UsageError } from "../shapes/errors.js";
import { csv } from "./csv.js";

type Cell = string | number | null;

/** @throws {UsageError} `not-a-table` for what is no list of flat objects: nobody finds a cell that was left out */
export function selectedCsv(selected: unknown): string {
  if (!Array.isArray(selected)) throw notATable(selected === null ? "nothing" : "one value, not a list");
  const rows = selected.map(rowOf);
  const columns = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  return columns.length === 0 ? "" : csv(columns, rows);
}

function rowOf(one: unknown): Readonly<Record<string, Cell>> {
  if (typeof one !== "object" || one === null) return { value: cellOf(one) };
  if (Array.isArray(one)) throw notATable("a list of lists");
  return Object.fromEntries(Object.entries(one).map(([name, value]) => [name, cellOf(value)]));
}

function cellOf(value: unknown): Cell {
  if (value === null || value === undefined) return null;
  if (typeof value === "string" || typeof value === "number") return value;
  if (typeof value === "boolean") return String(value);
  throw notATable("objects within objects");
}

function notATable(what: string): UsageError {
  return new UsageError(`CSV is a table, and --query selects ${what}.`, {
    code: "not-a-table",
    remedy:
      'Select a list of flat objects, such as --query "findings[].{id: id, result: result}", or print it with -o json.',
  });
}
