// Where a new password and a Temporary Access Pass go: what every such place can do. A command asks for it in this order:
// `check` while it reads, `prepare` after consent and before the first write, `storePass` as soon as the pass is answered,
// `reveal` as soon as what it shows is confirmed.

export interface SecretDestination {
  readonly kind: "file" | "keyvault" | "stdout";
  /** As it is typed, a file's path absolute: what the run's wishes name it by, under `passwordTo`. */
  describe(): string;
  /**
   * Refuses what cannot serve; writes nothing, and can run beside other reads.
   * @throws {GuardError} where something else is in that place already; {UsageError}, {PermissionError}, {ServiceError},
   * {SignInError} where it cannot be used
   */
  check(need: SecretNeed): Promise<void>;
  /**
   * The password, in its place and hidden from everything that is written when this resolves; null where none is needed.
   * That which a run that was cut has left is given again, since the service may have it already. The place of a pass is
   * made ready, too. Before the first write: in `Watch.prepare`.
   * @throws as `check`
   */
  prepare(need: SecretNeed, run: SecretRun): Promise<string | null>;
  /**
   * @throws {PartialError} where it cannot be kept: the account has a pass then that nobody knows
   */
  storePass(pass: IssuedPass, need: SecretNeed, run: SecretRun): Promise<void>;
  /** Whether that very pass is in its place: one that a run which was cut has made, and that is known nowhere else. */
  holdsPass(passId: string, need: SecretNeed): Promise<boolean>;
  /**
   * Shows what is kept nowhere else, alone on a line; does nothing for what has a place. Only for what this very run has
   * made and confirmed: nothing that was found there already is opened by it.
   * @throws {PartialError} where it cannot be shown
   */
  reveal(what: "password" | "pass"): Promise<void>;
}

export interface SecretNeed {
  readonly userPrincipalName: string;
  /** What a password is needed for; null: for nothing. */
  readonly password: "new-account" | "reset" | null;
  /** Whether a Temporary Access Pass is to be kept. */
  readonly pass: boolean;
  /**
   * Whose run left what is in that place: asked by `check`, and only where something is there. `leftBy` of left-by.ts looks
   * it up in the journals.
   */
  readonly leftBy: () => Promise<LeftBy>;
}

/**
 * `cut-run`: a run of this account with this destination, that needed a password for the same and did not come to its end.
 * `other-run`: any other. `nobody`: no journal tells.
 */
export type LeftBy =
  | { readonly kind: "cut-run"; readonly runId: string }
  | { readonly kind: "other-run"; readonly runId: string }
  | { readonly kind: "nobody" };

export interface SecretRun {
  readonly runId: string;
  /** The service's time, ISO 8601. */
  readonly at: string;
}

export interface IssuedPass {
  readonly value: string;
  readonly passId: string;
  /** ISO 8601; null: the answer does not tell. */
  readonly expires: string | null;
}
