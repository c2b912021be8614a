// Synchronised users and groups that were deleted lately and can still be restored.

export interface DeletedObject {
  readonly id: string;
  readonly type: "user" | "group";
  readonly name: string;
  /** ISO 8601. */
  readonly deletedAt: string;
  readonly restorableUntil: string;
}

export interface DeletedObjects {
  readonly total: number;
  /** How many were deleted on each day (YYYY-MM-DD), newest first. */
  readonly days: readonly { readonly day: string; readonly count: number }[];
  /** The newest ones; the rest is only counted. */
  readonly newest: readonly DeletedObject[];
}
