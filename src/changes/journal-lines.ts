// A journal as text: one JSON object a line, each with the hash of the line before it, so that nothing can be altered or
// taken out without its being seen.
import { createHash } from "node:crypto";
import type { RunEntry } from "../shapes/run.js";

export interface JournalLine {
  /** On the clock of the machine that wrote it, ISO 8601. */
  readonly written: string;
  readonly entry: RunEntry;
}

/** What the first line has in place of a hash. */
export const CHAIN_BEGIN = "0".repeat(64);

/** A line without its line feed, and the hash that the next one carries. */
export function lineOf(
  entry: RunEntry,
  written: string,
  previous: string,
): { readonly text: string; readonly hash: string } {
  const text = JSON.stringify({ written, previous, ...entry });
  return { text, hash: hashOf(text) };
}

export interface ParsedJournal {
  readonly lines: readonly JournalLine[];
  /** Hash of the last whole line. */
  readonly hash: string;
  /** Bytes up to the end of the last whole line: what comes after was cut while it was written. */
  readonly length: number;
}

/** @returns the whole lines; or the number of the first bad one, counted from 1, where that is not the cut end */
export function parseJournal(text: string): ParsedJournal | { readonly badLine: number } {
  const end = text.lastIndexOf("\n") + 1;
  const lines: JournalLine[] = [];
  let hash = CHAIN_BEGIN;
  for (const [index, line] of text.slice(0, end).split("\n").slice(0, -1).entries()) {
    const parsed = parseLine(line, hash);
    if (parsed === null) return { badLine: index + 1 };
    lines.push(parsed);
    hash = hashOf(line);
  }
  return { lines, hash, length: Buffer.byteLength(text.slice(0, end)) };
}

function parseLine(line: string, expected: string): JournalLine | null {
  try {
    const { written, previous, ...entry } = JSON.parse(line) as { written: string; previous: string } & RunEntry;
    return previous === expected && typeof written === "string" ? { written, entry: entry as RunEntry } : null;
  } catch {
    return null;
  }
}

function hashOf(line: string): string {
  return createHash("sha256").update(line).digest("hex");
}
