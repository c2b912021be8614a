/** Where the system keeps secrets for the person who is signed in to it: only keys are put there, since tokens are too long. */
export interface Keyring {
  /** Null where the keyring holds no key of this id. */
  read(id: string): Promise<Uint8Array | null>;
  write(id: string, key: Uint8Array): Promise<void>;
  /** A key that is not there is no error. */
  remove(id: string): Promise<void>;
}

/** The keyring is missing, locked, silent, or refuses. Not for people: the message is half a sentence that says why. */
export class KeyringUnavailable extends Error {}
