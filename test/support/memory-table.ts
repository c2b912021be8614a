// A table that is nowhere but here, with the laws of the service as far as the product relies on them. What it does is held
// against Azurite by the same tests.
import type { Operation, Row, Table, Values } from "../../src/cloud/tables.js";

export interface MemoryTable extends Table {
  /** Called before each operation; throws to make it fail. */
  before: (what: "read" | "list" | "write", operations: readonly Operation[]) => void | Promise<void>;
  /** Called after what was written, and before that is told. */
  after: (operations: readonly Operation[]) => void | Promise<void>;
  readonly requests: { read: number; list: number; write: number };
  dump(partition: string): readonly Row[];
}

export function memoryTable(name = "memory", now: () => number = () => Date.now()): MemoryTable {
  const partitions = new Map<string, Map<string, Row>>();
  let version = 0;
  const rowsOf = (partition: string) => {
    const rows = partitions.get(partition) ?? new Map<string, Row>();
    partitions.set(partition, rows);
    return rows;
  };
  const sorted = (partition: string) =>
    [...rowsOf(partition).values()].sort((a, b) => (a.row < b.row ? -1 : a.row > b.row ? 1 : 0));
  const table: MemoryTable = {
    name,
    before: () => undefined,
    after: () => undefined,
    requests: { read: 0, list: 0, write: 0 },
    now,
    dump: sorted,
    async read(partition, row) {
      table.requests.read += 1;
      await table.before("read", []);
      return rowsOf(partition).get(row) ?? null;
    },
    async *list(partition, { from, to, select }) {
      table.requests.list += 1;
      await table.before("list", []);
      for (const one of sorted(partition))
        if (one.row >= from && one.row < to) yield select === undefined ? one : { ...one, values: only(one, select) };
    },
    async write(partition, operations) {
      table.requests.write += 1;
      await table.before("write", operations);
      const rows = new Map(rowsOf(partition));
      for (const one of operations) {
        const etag = `W/"${++version}"`;
        if ("insert" in one) {
          if (rows.has(one.insert)) return "conflict";
          rows.set(one.insert, { row: one.insert, etag, values: one.values });
        } else if ("put" in one) rows.set(one.put, { row: one.put, etag, values: one.values });
        else {
          const key = "replace" in one ? one.replace : one.remove;
          const found = rows.get(key);
          if (found === undefined || ("replace" in one && found.etag !== one.etag)) return "conflict";
          if ("replace" in one) rows.set(key, { row: key, etag, values: one.values });
          else rows.delete(key);
        }
      }
      partitions.set(partition, rows);
      await table.after(operations);
      return "done";
    },
    async removeAsRead(partition, { row, etag }) {
      table.requests.write += 1;
      await table.before("write", [{ remove: row }]);
      if (rowsOf(partition).get(row)?.etag !== etag) return "conflict";
      rowsOf(partition).delete(row);
      await table.after([{ remove: row }]);
      return "done";
    },
  };
  return table;
}

function only({ values }: Row, names: readonly string[]): Values {
  return Object.fromEntries(Object.entries(values).filter(([name]) => names.includes(name)));
}
