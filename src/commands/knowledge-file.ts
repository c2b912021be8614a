// The table of versions that verify-sync judges by: the one that is built in, or a newer one in a file.
import {
  CONNECT_VERSIONS,
  type ConnectVersions,
  connectVersionsSchema,
  lostSince,
} from "../knowledge/connect-versions.js";
import { readTextFile } from "../machine/text-file.js";
import { harmlessSentence } from "../report/harmless.js";
import { messageOf, UsageError } from "../shapes/errors.js";

export interface KnowledgeInUse {
  readonly table: ConnectVersions;
  /** `built-in`, or the file it comes from. */
  readonly from: string;
}

export const BUILT_IN: KnowledgeInUse = { table: CONNECT_VERSIONS, from: "built-in" };

/** A table of a thousand versions has a quarter of it. */
const LARGEST = 1_000_000;

/**
 * A table that knows at least what the built-in one knows, and is not older.
 * @param file absolute, or as the current folder has it
 * @throws {UsageError}
 */
export function readKnowledgeFile(file: string): KnowledgeInUse {
  const table = tableIn(file);
  if (table.asOf < CONNECT_VERSIONS.asOf)
    throw refused(
      `${file} is of ${table.asOf}; this program has a newer table, of ${CONNECT_VERSIONS.asOf}.`,
      "knowledge-older",
      "Leave --knowledge out, or name a newer file.",
    );
  const lost = lostSince(CONNECT_VERSIONS, table);
  if (lost.length > 0)
    throw refused(
      `${file} lacks what this program knows: ${lost.slice(0, 3).join(", ")}${lost.length > 3 ? ` and ${lost.length - 3} more` : ""}.`,
      "knowledge-less",
      "Name a file that has all of it: what a table does not know of looks better than it is.",
    );
  return { table, from: file };
}

const FORM = "Name a file in the form of src/knowledge/connect-versions.json of this project.";

function tableIn(file: string): ConnectVersions {
  const read = readTextFile(file, LARGEST);
  if ("why" in read) throw noTable(file, read.why, read.cause);
  let parsed: ReturnType<typeof connectVersionsSchema.safeParse>;
  try {
    parsed = connectVersionsSchema.safeParse(JSON.parse(read.text));
  } catch (error) {
    // Also what is nested so deeply that it takes the stack.
    throw noTable(file, error instanceof SyntaxError ? "it is not JSON" : messageOf(error), error);
  }
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const where = issue === undefined || issue.path.length === 0 ? "" : `at ${issue.path.map(String).join(".")}: `;
  throw noTable(file, `${where}${issue?.message ?? ""}`);
}

function noTable(file: string, why: string, cause?: unknown): UsageError {
  return refused(`${file} is no table of versions: ${harmlessSentence(why)}.`, "knowledge-file", FORM, cause);
}

function refused(message: string, code: string, remedy: string, cause?: unknown): UsageError {
  return new UsageError(message, { code, remedy, cause });
}
