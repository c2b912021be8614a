// Text files that somebody names: of any size, written by any editor.
import { closeSync, openSync, readSync, statSync } from "node:fs";
import { messageOf } from "../shapes/errors.js";
import { systemWords } from "./system-words.js";

const CHUNK_BYTES = 65_536;

/**
 * All of a text in UTF-8, without the mark that editors on Windows put before it.
 * @param largest bytes; no more is read, however large the file is
 * @returns the text, or why there is none, to be put behind a colon
 */
export function readTextFile(
  file: string,
  largest: number,
): { readonly text: string } | { readonly why: string; readonly cause?: unknown } {
  let handle: number;
  try {
    // A pipe would have to be waited for.
    if (!statSync(file).isFile()) return { why: "it is no file" };
    handle = openSync(file, "r");
  } catch (error) {
    return { why: `it cannot be read (${systemWords(error)})`, cause: error };
  }
  try {
    const chunks: Uint8Array[] = [];
    let length = 0;
    for (let read = -1; read !== 0; length += read) {
      if (length > largest) return { why: `it is larger than ${largest / 1_000_000} MB` };
      const chunk = Buffer.allocUnsafe(CHUNK_BYTES);
      read = readSync(handle, chunk, 0, CHUNK_BYTES, null);
      chunks.push(chunk.subarray(0, read));
    }
    return { text: new TextDecoder("utf-8", { fatal: true }).decode(Buffer.concat(chunks)) };
  } catch (error) {
    return { why: error instanceof TypeError ? "it is not written in UTF-8" : messageOf(error), cause: error };
  } finally {
    closeSync(handle);
  }
}
