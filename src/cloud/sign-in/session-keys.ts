// The keys of saved sessions: one for each file, in the system's keyring, under a name that stands in the file. A folder
// may be moved or copied, and a key never outlives its file, nor is it shared by two that come and go on their own.
import type { Redactor } from "../redaction.js";
import { type Keyring, KeyringUnavailable } from "./keyring.js";
import { KEY_BYTES, newKey } from "./token-seal.js";

export interface SessionKeys {
  /** @throws {KeyringUnavailable}, also where the keyring has no such key */
  get(id: string): Promise<Uint8Array>;
  /** As `get`, but makes a key where the keyring has none. */
  obtain(id: string): Promise<Uint8Array>;
  /** Takes the key out of the keyring; one that stays there opens nothing any more. */
  forget(id: string): Promise<void>;
}

/** What the keyring has said, its silence too, holds for as long as this program runs: it is slow to ask. */
export function sessionKeys(keyring: Keyring, redactor: Redactor): SessionKeys {
  const known = new Map<string, Promise<Uint8Array | null>>();
  let unavailable: KeyringUnavailable | undefined;
  const asked = async <T>(ask: () => Promise<T>): Promise<T> => {
    if (unavailable !== undefined) throw unavailable;
    try {
      return await ask();
    } catch (error) {
      if (error instanceof KeyringUnavailable) unavailable = error;
      throw error;
    }
  };
  const read = (id: string): Promise<Uint8Array | null> => {
    const earlier = known.get(id);
    if (earlier !== undefined) return earlier;
    const reading = asked(async () => usable(await keyring.read(id), redactor));
    known.set(id, reading);
    const forgetIt = () => {
      if (known.get(id) === reading) known.delete(id);
    };
    reading.then((key) => {
      if (key === null) forgetIt();
    }, forgetIt);
    return reading;
  };
  return {
    async get(id) {
      const key = await read(id);
      if (key === null) throw new KeyringUnavailable("the system's keyring no longer has its key");
      return key;
    },
    async obtain(id) {
      const there = await read(id);
      if (there !== null) return there;
      const key = newKey();
      await asked(() => keyring.write(id, key));
      known.set(id, Promise.resolve(usable(key, redactor)));
      return key;
    },
    async forget(id) {
      known.delete(id);
      await asked(() => keyring.remove(id)).catch((error: unknown) => {
        if (!(error instanceof KeyringUnavailable)) throw error;
      });
    },
  };
}

/** Something else under the key's name is no key. */
function usable(key: Uint8Array | null, redactor: Redactor): Uint8Array | null {
  if (key === null || key.length !== KEY_BYTES) return null;
  const bytes = Buffer.from(key);
  redactor.hide(bytes.toString("hex"));
  redactor.hide(bytes.toString("base64"));
  return key;
}
