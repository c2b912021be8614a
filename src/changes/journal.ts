// The journal as the engine sees it. What keeps it, files or a table, is behind this.
import type { RunEntry, RunRecord } from "../shapes/run.js";

/** The journal of one run. */
export interface Journal {
  readonly runId: string;
  /** Where a person finds it. */
  readonly where: string;
  /**
   * Durable, whole, when it resolves.
   * @throws {UsageError} otherwise
   */
  append(entry: RunEntry): Promise<void>;
  close(): Promise<void>;
}

/** All runs of one place. */
export interface Journals {
  /** Where a person finds them. */
  readonly where: string;
  /** @throws {UsageError} when it cannot be made: without a journal nothing is changed */
  start(runId: string): Promise<Journal>;
  /** Opens the journal of a run that was cut, to go on with it; an incomplete last entry is dropped. */
  reopen(runId: string): Promise<Journal>;
  /** Ids of the runs, oldest first. */
  list(): Promise<readonly string[]>;
  /** @throws {UsageError} for a run that is not there; {GuardError} `journal-damaged` where an entry was altered or is missing */
  read(runId: string): Promise<RunRecord>;
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
