// What `mfa-exclusion add` and `remove` are asked for.

export interface ExclusionWishes {
  /** `sync`, `svc`, user principal names, app ids. */
  readonly for: readonly string[];
  readonly via: "role" | "user" | "group";
  /** Of the group; null: the usual one. */
  readonly groupName: string | null;
  /** Ids of policies that are changed although witnesses disagree, or it cannot be told whether they bind. */
  readonly policies: readonly string[];
  /** From the exclusion on; null: without an end. */
  readonly expiresMs: number | null;
  /** CIDR ranges; null: no lock is wished. */
  readonly lockTo: readonly string[] | null;
  readonly enforce: boolean;
  readonly acceptHuman: boolean;
  readonly acceptUnprotected: boolean;
}

export interface EndingWishes {
  readonly for: readonly string[];
  readonly policies: readonly string[];
  /** Only what is past its time. */
  readonly expired: boolean;
}
