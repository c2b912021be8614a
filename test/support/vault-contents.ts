// What an emulated key vault holds, read from the sandbox's own file, and put there as somebody else would have.
import { openVaultStore } from "../../src/sandbox/store/vault-store.js";
import type { Stage } from "./cli-stage.js";

const HOST = "kv-contoso.vault.azure.net";

export interface SeenSecret {
  /** Oldest first. */
  readonly values: readonly string[];
  readonly tags: Readonly<Record<string, string>>;
  readonly contentType: string | null;
  /** Seconds since 1970. */
  readonly expires: number | null;
}

/** Null: there is no such secret. */
export async function secretIn({ dir }: Pick<Stage, "dir">, name: string): Promise<SeenSecret | null> {
  const found = (await openVaultStore(dir)).secrets(HOST).find((one) => one.name === name);
  const current = found?.versions.at(-1);
  if (found === undefined || current === undefined) return null;
  const { tags, contentType, expires } = current;
  return { values: found.versions.map(({ value }) => value), tags, contentType, expires };
}

/** As who has the right to does it: through the vault. */
export async function putSecret(
  { sandbox }: Stage,
  name: string,
  value: string,
  tags: Readonly<Record<string, string>> = {},
): Promise<void> {
  await ask(sandbox, "PUT", `/secrets/${name}`, { value, tags });
}

/** It can be recovered for 90 days. */
export async function deleteSecret({ sandbox }: Stage, name: string): Promise<void> {
  await ask(sandbox, "DELETE", `/secrets/${name}`);
}

export async function disableSecret({ sandbox }: Stage, name: string): Promise<void> {
  await ask(sandbox, "PUT", `/secrets/${name}`, { value: "disabled", attributes: { enabled: false } });
}

async function ask(sandbox: Stage["sandbox"], method: "PUT" | "DELETE", path: string, json?: unknown): Promise<void> {
  const token = await sandbox.appToken("https://vault.azure.net/.default");
  const { status } = await sandbox.send(`https://${HOST}${path}?api-version=7.5`, {
    method,
    headers: { authorization: `Bearer ${token}` },
    ...(json === undefined ? {} : { json }),
  });
  if (status !== 200) throw new Error(`${method} ${path} was answered with ${status}.`);
}
