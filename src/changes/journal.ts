// The journal as the engine sees it. What keeps it, files or a table, is behind this.
import type { RunEntry, RunRecord } from "../shapes/run.js";

/** The journal of one run. */
export interface Journal {
  readonly runId: string;
  /** Where a person finds it. */
  readonly where: string;
  /**
   * Durable, whole, when it resolves; when it rejects, nothing of the entry is there.
   * @throws {UsageError} `journal` where it cannot be written
   */
  append(entry: RunEntry): Promise<void>;
  close(): Promise<void>;
}

/** All runs of one place. */
export interface Journals {
  /** Where a person finds them. */
  readonly where: string;
  /** @throws {UsageError} `journal` when it cannot be made: without a journal nothing is changed */
  start(runId: string): Promise<Journal>;
  /**
   * Opens the journal of a run that was cut, to go on with it; an incomplete last entry is dropped.
   * @throws as `read`, and as `start`
   */
  reopen(runId: string): Promise<Journal>;
  /** Ids of the runs, oldest first. */
  list(): Promise<readonly string[]>;
  /** Those of them that may not have come to their end, oldest first: told without reading every journal whole. */
  unfinished(): Promise<readonly string[]>;
  /**
   * @throws {UsageError} `no-such-run` for a run that is not there or was cut before it began; {GuardError}
   * `journal-damaged` where an entry was altered or is missing, `journal-of-other-version` where one is not understood
   */
  read(runId: string): Promise<RunRecord>;
  /**
   * The journal byte for byte, without what was cut while it was written.
   * @throws as `read`
   */
  raw(runId: string): Promise<Uint8Array>;
  /** Who writes to the tenant just now, and since when (ISO 8601, by that machine's clock); null: nobody, as far as can be seen. */
  holder(tenantId: string): Promise<{ readonly host: string; readonly pid: number; readonly at: string } | null>;
  /**
   * For one who is going to write to a tenant: one at a time for all who share this place.
   * @throws {GuardError} `locked` when somebody else is at it
   */
  lock(tenantId: string): Promise<{ release(): void }>;
}

/** Sorts by time, and says nothing else. */
export function newRunId(epoch: number, uuid: string): string {
  return `${new Date(epoch).toISOString().replace(/[-:]/g, "").slice(0, 15)}Z-${uuid.slice(0, 8)}`;
}
