import type { VaultClient } from "../../cloud/vault.js";

/** What secrets are made and put away with. */
export interface SecretMeans {
  /** Uniform over [0, max), from a cryptographic source. */
  readonly randomInt: (max: number) => number;
  /** From now on the value is hidden wherever something is written. */
  readonly hide: (secret: string) => void;
  /** Writes to stdout; resolves when it is written, rejects when it is not. */
  readonly show: (text: string) => Promise<void>;
  /** Sends nothing before the vault is asked for something. */
  readonly vault: (name: string) => Promise<VaultClient>;
}
