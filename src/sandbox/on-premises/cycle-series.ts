// What cycles leave in the logs, kept as series of like cycles and turned into entries when somebody reads.
import { createHash } from "node:crypto";
import { auditForm } from "../store/audit-trail.js";
import { derivedGuid } from "../store/derived-guid.js";
import { type SignInEntry, signInForm } from "../store/sign-in-trail.js";
import type { SyncServer, Tenant, TenantState } from "../store/tenant-state.js";
import type { EngineIdentity, ResourceSignIn } from "./engine-sign-in.js";

export type CycleSeries = Tenant["onPremises"]["cycles"][number];

/** The engine's client application where it signs in as a user (the page of the wizard's error texts names it). */
const CONNECT_CLIENT = {
  appId: "cb1056e2-e479-49de-ae31-7812af012ed8",
  displayName: "Microsoft Azure Active Directory Connect",
};

/** Logs show a month at most. */
const KEPT_MS = 30 * 86_400_000;
/** When it is passed, what is older than a month goes, and at least a third. */
const MOST_SERIES = 600;

export interface CycleTrace {
  readonly who: EngineIdentity | undefined;
  readonly key: { readonly keyId: string; readonly thumbprint: string | null } | undefined;
  readonly signIns: readonly ResourceSignIn[];
  readonly updated: readonly { readonly id: string; readonly userPrincipalName: string }[];
}

/**
 * Notes a cycle, in the series that it continues or in a new one. Returns its place in the series, from 0 on;
 * `undefined` where the log could name nobody.
 */
export function noteCycle(draft: TenantState, server: SyncServer, trace: CycleTrace, at: number): number | undefined {
  if (trace.who === undefined) return undefined;
  const { cycles } = draft.onPremises;
  const likeness = likenessOf(server, trace);
  const last = cycles.findLast((one) => one.server === server.name);
  if (last?.likeness === likeness) {
    const gap = at - Date.parse(last.from) - last.everyMs * (last.count - 1);
    if (last.count === 1 && gap > 0) {
      last.everyMs = gap;
      last.count = 2;
      return 1;
    }
    if (last.count > 1 && gap === last.everyMs) {
      last.count += 1;
      return last.count - 1;
    }
  }
  cycles.push({
    id: createHash("sha256")
      .update([server.installationId, at, likeness, last?.id, last?.count].join(" "))
      .digest("hex")
      .slice(0, 32),
    server: server.name,
    likeness,
    who:
      trace.who.kind === "user"
        ? { ...trace.who }
        : { ...trace.who, keyId: trace.key?.keyId ?? null, thumbprint: trace.key?.thumbprint ?? null },
    version: server.version,
    address: server.address,
    from: new Date(at).toISOString(),
    everyMs: 0,
    count: 1,
    ...compactSignIns(trace.signIns),
    updated: trace.updated.map((one) => ({ ...one })),
  });
  if (cycles.length > MOST_SERIES) {
    const recent = cycles.filter((one) => endOf(one) > at - KEPT_MS);
    draft.onPremises.cycles = recent.slice(-Math.ceil((MOST_SERIES * 2) / 3));
  }
  return 0;
}

/** The sign-ins of a series between two moments of tenant time, oldest first, in the form in which the log keeps them. */
export function signInsOf(tenant: Tenant, series: CycleSeries, since: number, until: number) {
  return momentsOf(series, since, until).flatMap(({ at, index }) =>
    series.signIns.map((one, resource) =>
      signInForm(
        signInEntry(tenant, series, one, at),
        derivedGuid(series.id, `sign-in ${index} ${resource}`),
        derivedGuid(series.id, `correlation ${index}`),
      ),
    ),
  );
}

/** The updates that a series of exports made, as the directory's audit log has them. */
export function updatesOf(series: CycleSeries, since: number, until: number) {
  if (series.updated.length === 0) return [];
  return momentsOf(series, since, until).flatMap(({ at, index }) => {
    const user = series.updated[index % series.updated.length];
    if (user === undefined) return [];
    const id = `Directory_${derivedGuid(series.id, `update ${index}`)}`;
    const { id: target, userPrincipalName } = user;
    const entry = {
      at,
      activity: "Update user",
      category: "UserManagement",
      operation: "Update" as const,
      initiator: initiatorOf(series.who),
      targets: [{ id: target, type: "User", userPrincipalName }],
    };
    return [auditForm(entry, id, derivedGuid(series.id, `correlation ${index}`))];
  });
}

/** Who stands in the audit log as the one who exported. */
export function initiatorOf(who: EngineIdentity) {
  return who.kind === "user"
    ? ({ kind: "user", id: who.id, userPrincipalName: who.userPrincipalName, displayName: who.displayName } as const)
    : ({
        kind: "application",
        servicePrincipalId: who.servicePrincipalId,
        appId: who.appId,
        displayName: who.displayName,
      } as const);
}

function signInEntry(tenant: Tenant, series: CycleSeries, signIn: CycleSeries["signIns"][number], at: number) {
  const { who } = series;
  const resource = tenant.servicePrincipals.find((one) => one.appId === signIn.resourceAppId);
  const common = {
    at,
    resource: {
      appId: signIn.resourceAppId,
      displayName: resource?.displayName ?? RESOURCE_NAMES[signIn.resourceAppId] ?? "",
      ...(resource === undefined ? {} : { servicePrincipalId: resource.id }),
    },
    ipAddress: series.address,
    errorCode: signIn.errorCode,
    ...(signIn.errorCode === 0 ? {} : { failureReason: signIn.failureReason }),
    policies: series.policies[signIn.policies] ?? [],
  };
  const entry: SignInEntry =
    who.kind === "user"
      ? { ...common, eventType: "nonInteractiveUser", who, client: CONNECT_CLIENT, protocol: "oAuth2" }
      : {
          ...common,
          eventType: "servicePrincipal",
          who: {
            kind: "application",
            servicePrincipalId: who.servicePrincipalId,
            displayName: who.displayName,
            ...(who.keyId === null ? {} : { credential: { keyId: who.keyId, thumbprint: who.thumbprint } }),
          },
          client: { appId: who.appId, displayName: who.displayName },
          clientCredentialType: "certificate",
        };
  return entry;
}

const RESOURCE_NAMES: Readonly<Record<string, string>> = {
  "00000003-0000-0000-c000-000000000000": "Microsoft Graph",
  "00000014-0000-0000-c000-000000000000": "Microsoft.Azure.SyncFabric",
  "00000002-0000-0000-c000-000000000000": "Windows Azure Active Directory",
  "6bf85cfa-ac8a-4be5-b5de-425a0d0dc016": "Microsoft Entra AD Synchronization Service",
};

function momentsOf({ from, everyMs, count }: CycleSeries, since: number, until: number) {
  const start = Date.parse(from);
  const first = everyMs === 0 ? 0 : Math.max(0, Math.ceil((since - start) / everyMs));
  const moments: { readonly at: number; readonly index: number }[] = [];
  for (let index = first; index < count; index += 1) {
    const at = start + index * everyMs;
    if (at > until) break;
    if (at >= since) moments.push({ at, index });
  }
  return moments;
}

function endOf({ from, everyMs, count }: CycleSeries): number {
  return Date.parse(from) + everyMs * (count - 1);
}

function likenessOf({ version, address }: SyncServer, { who, key, signIns, updated }: CycleTrace): string {
  return digest(JSON.stringify([version, address, who, key, markOf(signIns), markOf(updated)]));
}

/** Of lists that are the same object for many cycles in a row, and may be long. */
function markOf(list: readonly unknown[]): string {
  const known = MARKS.get(list);
  if (known !== undefined) return known;
  const mark = digest(JSON.stringify(list));
  MARKS.set(list, mark);
  return mark;
}

const MARKS = new WeakMap<readonly unknown[], string>();

function digest(text: string): string {
  return createHash("sha256").update(text).digest("base64url").slice(0, 16);
}

function compactSignIns(signIns: readonly ResourceSignIn[]) {
  const marks = signIns.map(({ policies }) => JSON.stringify(policies));
  const distinct = [...new Set(marks)];
  return {
    signIns: signIns.map((one, index) => ({ ...one, policies: distinct.indexOf(marks[index] ?? "") })),
    policies: distinct.map(
      (mark) => JSON.parse(mark) as TenantState["onPremises"]["cycles"][number]["policies"][number],
    ),
  };
}
