// A journal as text: one JSON object a line, each with its own hash and that of the line before. What is altered by mistake
// is seen, and so is what is missing, save at the end. It is no seal: whoever writes the whole file anew can reckon all
// hashes anew.
import { createHash } from "node:crypto";

interface RawLine {
  /** On the clock of the machine that wrote it, ISO 8601. */
  readonly written: string;
  /** What the line says, as it was read. */
  readonly entry: Readonly<Record<string, unknown>>;
}

/** What the first line has in place of a hash. */
export const CHAIN_BEGIN = "0".repeat(64);

/** A line without its line feed, and the hash that the next one carries. */
export function lineOf(
  entry: object,
  written: string,
  previous: string,
): { readonly text: string; readonly hash: string } {
  const content = JSON.stringify({ written, previous, ...entry });
  const hash = hashOf(content);
  return { text: `${content.slice(0, -1)},"hash":"${hash}"}`, hash };
}

export interface ParsedJournal {
  readonly lines: readonly RawLine[];
  /** Hash of the last whole line. */
  readonly hash: string;
  /** Bytes up to the end of the last whole line: what comes after was cut while it was written. */
  readonly length: number;
}

export interface Damage {
  /** Counted from 1. */
  readonly badLine: number;
  /** What may have done it; null: nothing tells. */
  readonly by: string | null;
}

/** @returns the whole lines; or the first bad one, where that is not the cut end */
export function parseJournal(text: string): ParsedJournal | Damage {
  const end = text.lastIndexOf("\n") + 1;
  const lines: RawLine[] = [];
  let hash = CHAIN_BEGIN;
  for (const [index, line] of text.slice(0, end).split("\n").slice(0, -1).entries()) {
    const parsed = parseLine(line, hash);
    if (parsed === null) return { badLine: index + 1, by: editorOf(line) };
    lines.push(parsed.line);
    hash = parsed.hash;
  }
  const rest = text.slice(end);
  // A line that was cut while it was written ends before its end: one that has more is not as it was written.
  if (parseLine(rest.slice(0, -1), hash) !== null) return { badLine: lines.length + 1, by: null };
  return { lines, hash, length: Buffer.byteLength(text.slice(0, end)) };
}

const LINE = /^(\{.*),"hash":"([0-9a-f]{64})"\}$/s;

function parseLine(text: string, expected: string): { readonly line: RawLine; readonly hash: string } | null {
  const [, content, hash] = LINE.exec(text) ?? [];
  if (content === undefined || hash === undefined || hashOf(`${content}}`) !== hash) return null;
  try {
    const { written, previous, ...entry } = JSON.parse(`${content}}`) as Record<string, unknown>;
    const isOurs = previous === expected && typeof written === "string" && !Number.isNaN(Date.parse(written));
    return isOurs ? { line: { written, entry }, hash } : null;
  } catch {
    return null;
  }
}

function editorOf(line: string): string | null {
  if (line.startsWith("\uFEFF")) return "it begins with a byte order mark, as some editors write it";
  return line.endsWith("\r") ? "it ends as lines do on Windows, as some editors write it" : null;
}

function hashOf(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
