// sandbox.json: how to reach a running sandbox and whom to sign in as.
import { readFile } from "node:fs/promises";
import path from "node:path";
import * as z from "zod";
import { corruptFile } from "./sandbox-error.js";
import { errorCode, writeAtomically } from "./store/atomic-file.js";

const clientSchema = z.object({
  clientId: z.string(),
  clientSecret: z.string(),
  /** PEM: private key and self-signed certificate, for signed assertions. */
  certificate: z.string(),
  name: z.string(),
  appRoles: z.array(z.string()).readonly(),
});

const userSchema = z.object({
  userPrincipalName: z.string(),
  password: z.string(),
  roles: z.array(z.string()).readonly(),
});

const managedIdentitySchema = z.object({
  /** Path of the identity endpoint of App Service on the sandbox's port, on any host that is none of Microsoft's. */
  endpoint: z.string(),
  /** The secret of the header X-IDENTITY-HEADER. */
  header: z.string(),
});

const sandboxInfoSchema = z.object({
  port: z.int(),
  /** 0 when it has ended in good order. */
  pid: z.int(),
  instanceId: z.string(),
  startedAt: z.string(),
  caFile: z.string(),
  tenantId: z.string(),
  initialDomain: z.string(),
  /** `vault` stands for all vaults, `publishing` for the publishing hosts of all sites. */
  hosts: z
    .object({
      login: z.string(),
      graph: z.string(),
      arm: z.string(),
      vault: z.string().default(""),
      publishing: z.string().default(""),
    })
    .readonly(),
  clients: z.array(clientSchema.readonly()).readonly(),
  users: z.array(userSchema.readonly()).readonly(),
  managedIdentity: managedIdentitySchema.readonly().optional(),
});

export type SandboxInfo = Readonly<z.infer<typeof sandboxInfoSchema>>;
export type SandboxClient = SandboxInfo["clients"][number];
export type SandboxManagedIdentity = Readonly<z.infer<typeof managedIdentitySchema>>;
export type SandboxUser = SandboxInfo["users"][number];

export function infoFile(dir: string): string {
  return path.join(dir, "sandbox.json");
}

/** `undefined` when there is none; a SandboxError `corrupt` when it cannot be read. */
export async function readSandboxInfo(dir: string): Promise<SandboxInfo | undefined> {
  const file = infoFile(dir);
  let text: string;
  try {
    text = await readFile(file, "utf8");
  } catch (error) {
    if (errorCode(error) === "ENOENT" || errorCode(error) === "ENOTDIR") return undefined;
    throw error;
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw corruptFile(file, "it is no JSON.", error);
  }
  const parsed = sandboxInfoSchema.safeParse(value);
  if (!parsed.success) throw corruptFile(file, "it does not have the form of this version.", parsed.error);
  return parsed.data;
}

export async function writeSandboxInfo(dir: string, info: SandboxInfo): Promise<void> {
  await writeAtomically(infoFile(dir), `${JSON.stringify(info, undefined, 2)}\n`, 0o600);
}
