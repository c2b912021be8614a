// One run as one archive: evidence that can be handed on, and checked without this program.
import { resolve } from "node:path";
import type { Journals } from "../changes/journal.js";
import { createOwnerOnly } from "../machine/owner-only.js";
import type { ResultOf } from "../report/result-schemas.js";
import { type ArchivedFile, filesOf, sha256, sumsOf } from "../report/run-archive.js";
import { UsageError } from "../shapes/errors.js";
import type { Typed } from "../shapes/typed.js";
import { TOOL_VERSION } from "../version.js";
import { findRun } from "./find-run.js";

export interface RunsExportOptions {
  /** Where the archive goes; without it `RUN.zip`. Never over a file that is there. */
  readonly out?: string;
  readonly cwd: string;
  readonly ticket?: string;
  /** How a command is typed in this place. */
  readonly typed: Typed;
}

/**
 * Writes the archive; nobody but its owner may read it. Asks nobody.
 * @throws {GuardError} `file-exists`; as `Journals.read`
 */
export async function runsExport(
  journals: Journals,
  given: string,
  { out, cwd, ticket, typed }: RunsExportOptions,
): Promise<ResultOf<"runs-export">> {
  if (out === "-")
    throw new UsageError("An archive is no text, and is not written to stdout.", {
      code: "bad-value",
      remedy: "Name a file with --out, or leave it out: RUN.zip in the working directory.",
    });
  const runId = await findRun(journals, given, typed);
  const record = await journals.read(runId);
  const { files, missing } = filesOf(record, await journals.raw(runId));
  const all = [...files, sumsOf(files)];
  const bytes = await zipped(all, record.begun.at);
  const file = resolve(cwd, out ?? `${runId}.zip`);
  createOwnerOnly(file, bytes);
  return {
    schema: "aadc-cloud/runs-export@1",
    tenantId: record.begun.tenantId,
    at: null,
    operator: null,
    toolVersion: TOOL_VERSION,
    ...(ticket === undefined ? {} : { ticket }),
    runId,
    file,
    bytes: bytes.length,
    sha256: sha256(bytes),
    files: all.map((one) => ({ name: one.name, bytes: one.bytes.length, sha256: sha256(one.bytes) })),
    missing,
  };
}

/** The same bytes for the same run, wherever they are made. */
async function zipped(files: readonly ArchivedFile[], at: string): Promise<Uint8Array> {
  const { zipSync } = await import("fflate");
  const mtime = zipTime(at);
  return zipSync(Object.fromEntries(files.map(({ name, bytes }) => [name, [bytes, { mtime, level: 6 }] as const])));
}

/** Archives note the time without its zone, as the machine's own clock has it: this one shows there what UTC has. */
function zipTime(at: string): Date {
  const utc = new Date(at);
  const year = Number.isNaN(utc.getTime()) ? 0 : utc.getUTCFullYear();
  // Archives know no other years.
  if (year < 1980 || year > 2099) return new Date(1980, 0, 1);
  return new Date(
    year,
    utc.getUTCMonth(),
    utc.getUTCDate(),
    utc.getUTCHours(),
    utc.getUTCMinutes(),
    utc.getUTCSeconds(),
  );
}
