// How many objects come from Active Directory.

export interface SyncedCounts {
  readonly users: number;
  readonly groups: number;
  readonly contacts: number;
}
