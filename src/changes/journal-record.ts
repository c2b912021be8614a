// From the lines of a journal to what its run has done, wherever they were kept.
import { UsageError } from "../shapes/errors.js";
import type { RunRecord } from "../shapes/run.js";
import type { ParsedJournal } from "./journal-lines.js";
import { damaged, ofAnotherRun, ofOtherVersion } from "./journal-refusals.js";
import { type JournalLine, recordOf } from "./run-record.js";

/**
 * @param where as errors name the journal
 * @throws {UsageError} `no-such-run` where the run was cut before it began; {GuardError} `journal-damaged`,
 * `journal-of-other-version`
 */
export async function recordIn(where: string, runId: string, journal: ParsedJournal): Promise<RunRecord> {
  const record = recordOf(await understood(where, journal));
  if (record === null) throw neverBegun(runId);
  if (record.runId !== runId) throw ofAnotherRun(where, record.runId);
  return record;
}

async function understood(where: string, { lines }: ParsedJournal): Promise<readonly JournalLine[]> {
  const { entryFrom } = await import("./entry-schema.js");
  return lines.map(({ written, entry: raw }, index) => {
    const entry = entryFrom(raw);
    if (entry === "malformed") throw damaged(where, { badLine: index + 1, by: null });
    if (entry === "unknown-kind") throw ofOtherVersion(where, index + 1);
    return { written, entry };
  });
}

/** `runs list` has it all the same. */
function neverBegun(runId: string): UsageError {
  return new UsageError(`Run ${runId} was cut before it began: it has changed nothing.`, {
    code: "no-such-run",
    remedy: "Run its command again.",
  });
}
