// Accounts that this program made for the wizard, by their mark.

export interface ServiceAccount {
  readonly id: string;
  readonly userPrincipalName: string;
  readonly enabled: boolean;
  /** Names of its directory roles. */
  readonly roles: readonly string[];
  /** Names of the policies that it is excluded from by its id. */
  readonly excludedFrom: readonly string[];
  /** ISO 8601; null: never, or the log does not say. */
  readonly lastSignIn: string | null;
  /** When the mark was set, ISO 8601. */
  readonly markedAt: string | null;
}
