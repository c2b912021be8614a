// One synchronisation cycle of one server, as the tenant sees it.
import { syncFloorInForce } from "../laws/versions.js";
import type { SyncServer, Tenant, TenantState } from "../store/tenant-state.js";
import { heldKey, renewIfDue, thumbprintOf } from "./certificate.js";
import { initiatorOf, noteCycle } from "./cycle-series.js";
import { alike, type EngineSignIn, engineSignIn } from "./engine-sign-in.js";
import { type Exported, exportChanges, touchUser } from "./export.js";
import { type Forest, forestOf, plainTenant } from "./forest.js";
import { synchronizePasswords } from "./password-sync.js";

export interface CycleReport {
  readonly server: string;
  readonly at: string;
  readonly succeeded: boolean;
  readonly message: string;
}

/** What stays as it is while nothing but cycles takes place: worked out once for many in a row. */
export interface Ahead {
  readonly signIns: Map<string, EngineSignIn>;
  forest?: Forest;
}

/**
 * Runs the cycle at tenant time `at` (milliseconds) and changes the draft, or the plain object, by what it leaves
 * behind. `ahead` saves the work of many cycles in a row.
 */
export function runCycle(draft: TenantState, server: SyncServer, at: number, ahead = nothingAhead()): CycleReport {
  const { signIn, key, refusal } = attempt(draft, server, at, ahead);
  const writes = refusal === undefined && !server.staging;
  if (writes) synchronizePasswords(draft, server, wholeSeconds(at));
  const exported = writes ? exportAs(draft, server, signIn, at, ahead) : undefined;
  const updated = exported?.livesOn === true ? (ahead.forest?.living ?? []) : [];
  const held = key === undefined ? undefined : { keyId: key.keyId, thumbprint: thumbprintOf(key) };
  const place = noteCycle(draft, server, { who: signIn.who, key: held, signIns: signIn.signIns, updated }, at);
  if (place !== undefined && updated.length > 0) touchUser(draft, updated[place % updated.length]?.id, at);
  if (key !== undefined && refusal === undefined) renewIfDue(draft, server, key, at);

  const report = {
    succeeded: refusal === undefined && exported?.succeeded !== false,
    message: refusal ?? exported?.message ?? "imported and synchronised; exported nothing, being in staging mode",
  };
  const when = wholeSeconds(at);
  server.lastCycle = { at: when, ...report };
  return { server: server.name, at: when, ...report };
}

/** Password hashes alone, between the cycles of an active server. */
export function runPasswordSync(draft: TenantState, server: SyncServer, at: number, ahead: Ahead): void {
  if (attempt(draft, server, at, ahead).refusal === undefined) synchronizePasswords(draft, server, wholeSeconds(at));
}

export function nothingAhead(): Ahead {
  return { signIns: new Map() };
}

/** The name under which the server signs in: the user's UPN, or the application's name. */
export function identityName(
  tenant: Tenant,
  { identity }: Tenant["onPremises"]["servers"][number],
): string | undefined {
  return identity.kind === "legacy"
    ? tenant.users.find((user) => user.id === identity.userId)?.userPrincipalName
    : tenant.servicePrincipals.find((principal) => principal.id === identity.servicePrincipalId)?.displayName;
}

export function wholeSeconds(at: number): string {
  return new Date(at).toISOString().replace(/\.\d+Z$/u, "Z");
}

function exportAs(draft: TenantState, server: SyncServer, { who }: EngineSignIn, at: number, ahead: Ahead): Exported {
  const forest = ahead.forest ?? forestOf(plainTenant(draft));
  const initiator = who === undefined ? undefined : initiatorOf(who);
  const exported = exportChanges(draft, { server, name: identityName(draft, server) ?? "", initiator, at, forest });
  ahead.forest = exported.deleted > 0 ? forestOf(plainTenant(draft)) : forest;
  return exported;
}

function attempt(draft: TenantState, server: SyncServer, at: number, ahead: Ahead) {
  const before = ahead.signIns.get(server.name) ?? engineSignIn(plainTenant(draft), server);
  ahead.signIns.set(server.name, before);
  const { signIn, key } = withKey(draft, server, at, before);
  return { signIn, key, refusal: versionRefusal(server, at) ?? signIn.refusal };
}

/** The certificate is a matter of the moment. */
function withKey(draft: TenantState, server: SyncServer, at: number, signIn: EngineSignIn) {
  if (signIn.who?.kind !== "application") return { signIn, key: undefined };
  const key = heldKey(draft, server, at);
  const isUsable = key !== undefined && Date.parse(key.startDateTime) <= at && at < Date.parse(key.endDateTime);
  if (isUsable || signIn.refusal !== undefined) return { signIn, key };
  const why = key === undefined ? "The key was not found." : "The key used is expired.";
  const what = key === undefined ? "is not registered with it" : "is expired";
  return {
    signIn: {
      ...signIn,
      signIns: alike(signIn.signIns, 700027, `Client assertion failed signature validation. [Reason - ${why}]`),
      refusal: `sign-in failed: AADSTS700027: the certificate of ${signIn.who.displayName} ${what}`,
    },
    key,
  };
}

function versionRefusal({ version }: SyncServer, at: number): string | undefined {
  const floor = syncFloorInForce(version, at);
  return floor === undefined
    ? undefined
    : `refused by the service: version ${version} is below the lowest that may synchronise, ${floor}`;
}
