// Who of the sync identities has written: the directory audit log, folded into bursts.

/** Writes of one identity with no long pause between them. */
export interface WriteBurst {
  /** Object id of the user or service principal. */
  readonly identityId: string;
  /** ISO 8601. */
  readonly first: string;
  readonly last: string;
  readonly writes: number;
}

export interface DirectoryWrites {
  /** ISO 8601; the log was read back to here, and no further. */
  readonly since: string;
  /** Newest first. */
  readonly bursts: readonly WriteBurst[];
}
