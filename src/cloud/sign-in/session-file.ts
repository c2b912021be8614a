// The form of a saved session's file, and what can be wrong with one. Nothing of a file's content gets into a message:
// it holds tokens.
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import * as z from "zod";
import type { SavedSession } from "./saved-session.js";
import { IV_BYTES, type PlainTokens, type SealedTokens, TAG_BYTES } from "./token-seal.js";

const FORMAT = "aadc-cloud/session@1";

/** A session's tokens are some tens of kilobytes. */
const LONGEST_BYTES = 4 * 1024 * 1024;

export interface SessionFile {
  readonly session: SavedSession;
  readonly tokens: SealedTokens | PlainTokens;
}

export type FileRead =
  | { readonly kind: "whole"; readonly content: SessionFile }
  | { readonly kind: "gone" }
  | { readonly kind: "damaged"; readonly reason: string };

export function sessionsFolder(stateDir: string): string {
  return join(stateDir, "sessions");
}

/** One file per cloud, tenant and client. */
export function sessionFileName({ cloud, tenantId, clientId }: SavedSession): string {
  const text = [cloud, tenantId, clientId].join("\n").toLowerCase();
  return `${createHash("sha256").update(text).digest("hex").slice(0, 24)}.json`;
}

/** The paths of everything that is named like a session's file. */
export function sessionFilesIn(folder: string): readonly string[] {
  return (existsSync(folder) ? readdirSync(folder) : [])
    .filter((name) => /^[0-9a-f]{24}\.json$/.test(name))
    .sort()
    .map((name) => join(folder, name));
}

/** What encrypted tokens are bound to: who they belong to, in a fixed order, and the form of the file. */
export function boundTo(session: SavedSession): string {
  return JSON.stringify([
    FORMAT,
    session.cloud,
    session.tenantId,
    session.tenantNames,
    session.clientId,
    session.kind,
    session.userName,
    session.homeAccountId,
    session.signedInAt,
  ]);
}

export function sessionText({ session, tokens }: SessionFile): string {
  return `${JSON.stringify({ format: FORMAT, session: SESSION.parse(session), tokens }, null, 2)}\n`;
}

export function readSessionFile(file: string): FileRead {
  let text: string;
  try {
    const status = statSync(file, { throwIfNoEntry: false });
    if (status === undefined) return { kind: "gone" };
    if (!status.isFile()) return damaged("it is not a file");
    if (status.size > LONGEST_BYTES) return damaged("it is far too long");
    text = readFileSync(file, "utf8");
  } catch (error) {
    const code = error instanceof Error && "code" in error ? String(error.code) : "";
    return code === "ENOENT" ? { kind: "gone" } : damaged(`the system does not let it be read${code && ` (${code})`}`);
  }
  const json = jsonOf(text);
  if (json === undefined) return damaged("it is cut short, or is not JSON");
  const format = FORMAT_ONLY.safeParse(json).data?.format;
  if (format !== FORMAT)
    return damaged(
      format?.startsWith("aadc-cloud/session@") === true
        ? "another version of this program has written it"
        : "it does not say that it is a saved sign-in",
    );
  const parsed = FILE.safeParse(json);
  if (!parsed.success)
    return damaged(`its ${parsed.error.issues[0]?.path.join(".") || "content"} is not as it must be`);
  const { session, tokens } = parsed.data;
  // A copy under another name would be a second sign-in of the same user, tenant and client.
  if (!file.endsWith(sessionFileName(session))) return damaged("it has the name of another sign-in");
  return { kind: "whole", content: { session, tokens } };
}

/** JSON, with or without the mark and the line ends that editors on Windows write; undefined for anything else. */
export function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text.replace(/^\uFEFF/, "")) as unknown;
  } catch {
    return undefined;
  }
}

function damaged(reason: string): FileRead {
  return { kind: "damaged", reason };
}

const bytes = (count?: number) =>
  z.base64().refine((text) => count === undefined || Buffer.from(text, "base64").length === count);

/** They stand in the lines that people are told to type. */
const identifier = z.string().regex(/^[\w.-]{1,200}$/);

/** Labels of letters, digits and hyphens in any script, as the DNS knows them: nothing that a shell would obey. */
const DOMAIN = /^[\p{L}\p{N}](?:[\p{L}\p{M}\p{N}.-]*[\p{L}\p{M}\p{N}])?$/u;
const LONGEST_DOMAIN = 253;

/** Whether a tenant may be kept under this name. */
export function isTenantName(name: string): boolean {
  return name.length <= LONGEST_DOMAIN && DOMAIN.test(name) && !name.includes("..");
}

const SESSION = z.strictObject({
  cloud: z.enum(["public", "usgov", "usgovdod", "china"]),
  tenantId: identifier,
  tenantNames: z.array(z.string().refine(isTenantName)),
  clientId: identifier,
  kind: z.enum(["device-code", "browser"]),
  userName: z.string(),
  homeAccountId: z.string(),
  signedInAt: z.iso.datetime(),
});

const FORMAT_ONLY = z.object({ format: z.string() });

const FILE = z.strictObject({
  format: z.literal(FORMAT),
  session: SESSION,
  tokens: z.discriminatedUnion("cipher", [
    z.strictObject({
      cipher: z.literal("aes-256-gcm"),
      key: identifier,
      iv: bytes(IV_BYTES),
      tag: bytes(TAG_BYTES),
      data: bytes(),
    }),
    z.strictObject({ cipher: z.literal("none"), reason: z.string(), data: z.string() }),
  ]),
});
