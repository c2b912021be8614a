// The managed certificate by which a server signs in as an application, and its renewal.
//
// Source: "Microsoft Entra Connect Sync: application-based authentication", certificate management and rotation. The
// sandbox keeps thumbprint and dates; there is no certificate behind them, since nobody ever presents it.
import { randomBytes, randomUUID } from "node:crypto";
import { MANAGED_CERTIFICATE_DAYS, renewsCertificateFrom } from "../laws/versions.js";
import type { SyncServer, TenantState } from "../store/tenant-state.js";
import { noteCertificate } from "./identity-audit.js";

type Application = TenantState["applications"][number];
export type Key = Application["keyCredentials"][number];

/** Registers a new key with the server's application; the server holds it from now on. */
export function registerCertificate(
  draft: TenantState,
  server: SyncServer,
  by: "wizard" | "application",
  at: number,
): Key | undefined {
  const application = applicationOf(draft, server);
  if (application === undefined || server.identity.kind !== "application") return undefined;
  const key: Key = {
    keyId: randomUUID(),
    displayName: "CN=Entra Connect Sync Provisioning",
    customKeyIdentifier: randomBytes(20).toString("base64"),
    type: "AsymmetricX509Cert",
    usage: "Verify",
    startDateTime: seconds(at),
    endDateTime: seconds(at + MANAGED_CERTIFICATE_DAYS * 86_400_000),
    key: null,
  };
  application.keyCredentials.push(key);
  noteCertificate(draft, application, by, at);
  server.identity.keyId = key.keyId;
  return key;
}

/**
 * The key that the server holds, if the application still knows it. A server of which nobody has said what it holds
 * holds the newest there is, or registers one.
 */
export function heldKey(draft: TenantState, server: SyncServer, at: number): Key | undefined {
  const { identity } = server;
  if (identity.kind !== "application") return undefined;
  const keys = applicationOf(draft, server)?.keyCredentials ?? [];
  if (identity.keyId !== null) return keys.find((key) => key.keyId === identity.keyId);
  const newest = [...keys].sort((one, other) => Date.parse(other.endDateTime) - Date.parse(one.endDateTime))[0];
  if (newest === undefined) return registerCertificate(draft, server, "application", at);
  identity.keyId = newest.keyId;
  return newest;
}

/** After a sign-in that succeeded: a new key when it is time, and those that are over go. */
export function renewIfDue(draft: TenantState, server: SyncServer, key: Key, at: number): void {
  if (server.identity.kind !== "application" || !server.identity.renewsCertificate) return;
  const [start, end] = [Date.parse(key.startDateTime), Date.parse(key.endDateTime)];
  if (at < renewsCertificateFrom(server.version, { start, end })) return;
  registerCertificate(draft, server, "application", at);
  const application = applicationOf(draft, server);
  if (application === undefined) return;
  application.keyCredentials = application.keyCredentials.filter((one) => Date.parse(one.endDateTime) > at);
}

export function applicationOf(draft: TenantState, { identity }: SyncServer): Application | undefined {
  if (identity.kind !== "application") return undefined;
  const principal = draft.servicePrincipals.find((one) => one.id === identity.servicePrincipalId);
  return draft.applications.find((one) => one.appId === principal?.appId);
}

/** As sign-in logs show it: hexadecimal, in upper case. */
export function thumbprintOf(key: Pick<Key, "customKeyIdentifier">): string | null {
  return key.customKeyIdentifier === null
    ? null
    : Buffer.from(key.customKeyIdentifier, "base64").toString("hex").toUpperCase();
}

function seconds(at: number): string {
  return new Date(at).toISOString().replace(/\.\d+Z$/u, "Z");
}
