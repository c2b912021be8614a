// The sign-ins of the sync identities in the last hours, folded: one line for each identity.
import * as z from "zod";
import type { Read } from "../cloud/answers.js";
import { literal, query } from "../cloud/odata.js";
import type { ServiceClient } from "../cloud/service-client.js";
import { parseTime } from "../shapes/time.js";

export interface IdentitySignIns {
  /** Object id of the user or service principal. */
  readonly identityId: string;
  readonly seen: number;
  /** What came of it last: where a resource was refused at its newest sign-in, that one counts. Null: none was seen. */
  readonly newest: { readonly at: string; readonly errorCode: number | null; readonly ip: string | null } | null;
  /** How often each error came; 0 is success. */
  readonly codes: readonly { readonly code: number; readonly count: number }[];
  readonly addresses: readonly string[];
  /** How many of them used TLS 1.0 or 1.1; null: the log does not say of any how it was made. */
  readonly legacyTls: number | null;
}

export interface SyncSignIns {
  /** ISO 8601; older ones were not asked for. */
  readonly since: string;
  /** False: there were more than were read. */
  readonly complete: boolean;
  readonly identities: readonly IdentitySignIns[];
}

/** An engine signs in some times an hour: the newest of these tell of each of them. */
const NEWEST = 200;
const ADDRESSES = 20;
const SIGN_INS_OF_HOURS = 24;

const wire = z.object({
  createdDateTime: z.string(),
  userId: z.string().nullish(),
  servicePrincipalId: z.string().nullish(),
  resourceId: z.string().nullish(),
  ipAddress: z.string().nullish(),
  status: z.object({ errorCode: z.number().nullish() }).nullish(),
  authenticationProcessingDetails: z
    .array(z.object({ key: z.string().nullish(), value: z.string().nullish() }))
    .nullish(),
});
type SignIn = z.infer<typeof wire>;

/**
 * Asked of Graph beta, in one request for users and one for applications, since v1.0 lists interactive ones of users only
 * ("List signIns"). Needs Microsoft Entra ID P1, else Graph refuses.
 * @param at the service's time, epoch milliseconds
 */
export async function readSyncSignIns(
  graph: ServiceClient,
  identities: readonly { readonly id: string; readonly kind: "user" | "application" }[],
  at: number,
): Promise<Read<SyncSignIns>> {
  const since = new Date(at - SIGN_INS_OF_HOURS * 3_600_000).toISOString().replace(/\.\d+Z$/, "Z");
  const ids = (kind: "user" | "application") => identities.filter((one) => one.kind === kind).map(({ id }) => id);
  const [users, applications] = await Promise.all([
    newest(graph, ids("user"), since, USERS),
    newest(graph, ids("application"), since, APPLICATIONS),
  ]);
  const pages = [users, applications].flatMap((page) => page ?? []);
  const all = pages.flatMap(({ value }) => value);
  return {
    source: pages[0]?.source ?? { request: "no identity signs in" },
    value: {
      since,
      complete: pages.every(({ value }) => value.length < NEWEST),
      identities: identities.map(({ id }) =>
        folded(
          id,
          all.filter((one) =>
            [one.userId, one.servicePrincipalId].some((of) => of?.toLowerCase() === id.toLowerCase()),
          ),
        ),
      ),
    },
  };
}

interface Whose {
  readonly property: string;
  readonly events: readonly string[];
}
const USERS: Whose = { property: "userId", events: ["interactiveUser", "nonInteractiveUser"] };
const APPLICATIONS: Whose = { property: "servicePrincipalId", events: ["servicePrincipal"] };

async function newest(
  graph: ServiceClient,
  ids: readonly string[],
  since: string,
  { property, events }: Whose,
): Promise<Read<readonly SignIn[]> | undefined> {
  if (ids.length === 0) return undefined;
  const either = (parts: readonly string[]) => (parts.length === 1 ? (parts[0] ?? "") : `(${parts.join(" or ")})`);
  const $filter = [
    `createdDateTime ge ${since}`,
    either(events.map((type) => `signInEventTypes/any(t: t eq ${literal(type)})`)),
    either(ids.map((id) => `${property} eq ${literal(id)}`)),
  ].join(" and ");
  const { value, source } = await graph.get(
    `/beta/auditLogs/signIns${query({ $filter, $top: NEWEST })}`,
    z.object({ value: z.array(wire) }),
    "read-sign-ins",
  );
  return { value: value.value, source };
}

function folded(identityId: string, signIns: readonly SignIn[]): IdentitySignIns {
  const sorted = signIns.toSorted((a, b) => timeOf(b) - timeOf(a));
  const first = whatCame(sorted);
  const codes = new Map<number, number>();
  for (const { status } of sorted) {
    const code = status?.errorCode ?? null;
    if (code !== null) codes.set(code, (codes.get(code) ?? 0) + 1);
  }
  const told = sorted.filter((one) => (one.authenticationProcessingDetails ?? null) !== null);
  return {
    identityId,
    seen: sorted.length,
    newest:
      first === undefined
        ? null
        : { at: first.createdDateTime, errorCode: first.status?.errorCode ?? null, ip: first.ipAddress || null },
    codes: [...codes].map(([code, count]) => ({ code, count })).toSorted((a, b) => b.count - a.count),
    addresses: [...new Set(sorted.flatMap(({ ipAddress }) => ipAddress || []))].slice(0, ADDRESSES),
    legacyTls: told.length === 0 ? null : told.filter(usedLegacyTls).length,
  };
}

/** An engine asks for several resources in a row: one that is refused stops it, however well the others go. */
const IN_A_ROW_MS = 3_600_000;

/** @param sorted newest first */
function whatCame(sorted: readonly SignIn[]): SignIn | undefined {
  const [newest] = sorted;
  if (newest === undefined) return undefined;
  const ofEach = new Map<string, SignIn>();
  for (const one of sorted)
    if (timeOf(newest) - timeOf(one) <= IN_A_ROW_MS && !ofEach.has(one.resourceId ?? ""))
      ofEach.set(one.resourceId ?? "", one);
  return [...ofEach.values()].find(({ status }) => (status?.errorCode ?? 0) !== 0) ?? newest;
}

function timeOf({ createdDateTime }: SignIn): number {
  return parseTime(createdDateTime) ?? Number.NEGATIVE_INFINITY;
}

/** The detail's name is "Legacy TLS (TLS 1.0, TLS 1.1, 3DES)" ("Enable TLS 1.2 support as Microsoft Entra TLS 1.0/1.1 is deprecated"). */
function usedLegacyTls({ authenticationProcessingDetails: details }: SignIn): boolean {
  return (details ?? []).some(
    ({ key, value }) => key?.startsWith("Legacy TLS") === true && value?.toLowerCase() !== "false",
  );
}
