// What a file begins with, to tell of which kind it is.
import { closeSync, openSync, readSync } from "node:fs";

const BEGINNING_BYTES = 256;

/** Empty for what cannot be read: of that nothing can be told. */
export function beginningOf(file: string): string {
  try {
    const handle = openSync(file, "r");
    try {
      const bytes = Buffer.alloc(BEGINNING_BYTES);
      return bytes.toString("utf8", 0, readSync(handle, bytes, 0, bytes.length, 0));
    } finally {
      closeSync(handle);
    }
  } catch {
    return "";
  }
}
