// The secrets of the emulated key vaults: a file of their own, `vault.json`, so that no tenant state holds a secret.
import { readFile, rm } from "node:fs/promises";
import path from "node:path";
import { produce } from "immer";
import * as z from "zod";
import { corruptFile } from "../sandbox-error.js";
import { errorCode, writeAtomically } from "./atomic-file.js";
import { text, textOrNull } from "./state/primitives.js";

/** Times are seconds since the epoch, as Key Vault has them. */
const secretVersionSchema = z.strictObject({
  version: text,
  value: text,
  contentType: textOrNull,
  tags: z.record(text, text),
  enabled: z.boolean(),
  notBefore: z.int().nullable(),
  expires: z.int().nullable(),
  created: z.int(),
});

const secretSchema = z.strictObject({
  /** As it was first written; compared without regard to case. */
  name: text,
  /** The last one is the current one. */
  versions: z.array(secretVersionSchema).min(1),
  /** Deleted, and until when it can be recovered. */
  deleted: z.strictObject({ at: z.int(), purgedAt: z.int() }).nullable(),
});

const fileSchema = z.strictObject({
  version: z.literal(1),
  vaults: z.array(z.strictObject({ host: text, secrets: z.array(secretSchema) })),
});

export type StoredSecret = z.infer<typeof secretSchema>;
export type SecretVersion = z.infer<typeof secretVersionSchema>;

export interface VaultStore {
  /** What is on the disk for this vault. */
  secrets(host: string): readonly StoredSecret[];
  /** Shown to readers, and resolved, once it is on the disk. When `work` throws, nothing has changed. */
  change(host: string, work: (secrets: StoredSecret[]) => StoredSecret[]): Promise<void>;
  /** All vaults are empty again, and the file is gone. */
  clear(): Promise<void>;
}

/** Opens `vault.json` of a folder; a SandboxError `corrupt` when it cannot be read. */
export async function openVaultStore(dir: string): Promise<VaultStore> {
  const file = vaultFile(dir);
  let content = (await readVaults(file)) ?? EMPTY;
  let writes: Promise<unknown> = Promise.resolve();
  const inTurn = (work: () => Promise<void>): Promise<void> => {
    const turn = writes.then(work);
    writes = turn.catch(() => undefined);
    return turn;
  };
  return {
    secrets: (host) => content.vaults.find((one) => one.host === host)?.secrets ?? [],
    change: (host, work) =>
      inTurn(async () => {
        const next = produce(content, (draft) => {
          const known = draft.vaults.find((one) => one.host === host);
          if (known === undefined) draft.vaults.push({ host, secrets: work([]) });
          else known.secrets = work(known.secrets);
        });
        await writeAtomically(file, `${JSON.stringify(next)}\n`, 0o600);
        content = next;
      }),
    clear: () =>
      inTurn(async () => {
        await removeVaults(dir);
        content = EMPTY;
      }),
  };
}

/** Of a folder that nobody serves. */
export async function removeVaults(dir: string): Promise<void> {
  await rm(vaultFile(dir), { force: true });
}

const EMPTY: z.infer<typeof fileSchema> = { version: 1, vaults: [] };

function vaultFile(dir: string): string {
  return path.join(dir, "vault.json");
}

async function readVaults(file: string): Promise<z.infer<typeof fileSchema> | undefined> {
  let json: string;
  try {
    json = await readFile(file, "utf8");
  } catch (error) {
    if (errorCode(error) === "ENOENT") return undefined;
    throw error;
  }
  try {
    return fileSchema.parse(JSON.parse(json));
  } catch (error) {
    throw corruptFile(file, "it does not have the form of this version.", error);
  }
}
