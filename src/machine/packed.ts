// JSON in the binary values of a table's row: compressed, in parts, since a value holds 64 KiB and a row 1 MiB
// ("Understanding the Table Service Data Model", property limitations).
import { gunzipSync, gzipSync } from "node:zlib";
import { BugError } from "../shapes/errors.js";

const PART_BYTES = 64 * 1024;
/** With room for the row's other values. */
const MOST_PARTS = 15;
/** What comes out of one row: nothing of ours is as large, and a planted one must not fill the memory. */
const MOST_BYTES = 64 * 1024 * 1024;

type Parts = Readonly<Record<`part${number}`, Uint8Array>>;

/** @throws {BugError} `row-too-large` for what is too large even so */
export function packed(value: unknown): Parts {
  const bytes = gzipSync(JSON.stringify(value));
  const count = Math.ceil(bytes.length / PART_BYTES);
  if (count > MOST_PARTS)
    throw new BugError(`What is to be kept comes to ${bytes.length} bytes, and a row of a table takes a megabyte.`, {
      code: "row-too-large",
      remedy: "Please report this with what the tenant has most of.",
    });
  return Object.fromEntries(
    Array.from({ length: count }, (_, part) => [
      `part${part}`,
      bytes.subarray(part * PART_BYTES, (part + 1) * PART_BYTES),
    ]),
  );
}

/** @throws where the values are not what `packed` has made: an error of zlib or of JSON */
export function unpacked(values: Readonly<Record<string, unknown>>): unknown {
  const parts: Uint8Array[] = [];
  for (let part = values["part0"]; part instanceof Uint8Array; part = values[`part${parts.length}`]) parts.push(part);
  return JSON.parse(gunzipSync(Buffer.concat(parts), { maxOutputLength: MOST_BYTES }).toString("utf8"));
}
