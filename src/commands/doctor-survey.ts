// What doctor looks at: the hosts, the sign-in, the token, and what the tenant says of the operator. Decides nothing.
import { readDiscovery } from "../cloud/discovery.js";
import type { Operator } from "../cloud/token-claims.js";
import type { HostClock, Transport } from "../cloud/transport.js";
import type { OperationName } from "../knowledge/operations.js";
import { HEALTH_SCOPE } from "../knowledge/permissions/health.js";
import { needingAzure } from "../rights/operations-asked.js";
import type { HostReach, OperatorSnapshot } from "../rights/operator-snapshot.js";
import { AadcError, GuardError, PermissionError, ServiceError, SignInError } from "../shapes/errors.js";
import { observe } from "../tenant/observe.js";
import { failedBy, noReadings, type Readings, readOperator } from "./operator-readings.js";
import { openProbe, type Probe } from "./probe.js";
import { openSession, type SessionOptions } from "./session.js";

export interface Surveyed {
  readonly snapshot: Omit<OperatorSnapshot, "savedSession">;
  /** Null without a sign-in. */
  readonly operator: Operator | null;
  /** What refused the sign-in, or kept it from being tried. */
  readonly refusal: AadcError | null;
  /** The service's time, epoch milliseconds; null where no host said it. */
  readonly at: number | null;
}

/**
 * Asks everybody at once: the login host for what it publishes, and as soon as there is a token Graph and Azure.
 * @throws {UsageError}, and what ends the whole command; a sign-in that is refused is something seen like the rest
 */
export async function surveyOperator(
  options: SessionOptions,
  operations: readonly OperationName[],
  named: boolean,
): Promise<Surveyed> {
  const { cloud, tenant } = options;
  const probe = openProbe(options);
  try {
    const [discovery, signedIn] = await Promise.all([
      observe(readDiscovery(probe.transport, cloud, tenant)),
      signInAndRead(options, operations, named),
    ]);
    const { operator, refusal, readings, seen: bySession } = signedIn;
    const seen = bySession === null ? [probe.transport] : [bySession, probe.transport];
    const hosts = await Promise.all(
      hostsWanted(options, operations).map(async (wanted) => reach(wanted, probe, clockOf(wanted.host, seen))),
    );
    const login = clockOf(new URL(cloud.login).host, seen);
    return {
      operator,
      refusal,
      at: (clockOf(new URL(cloud.graph).host, seen) ?? login)?.service ?? null,
      snapshot: {
        ...readings,
        asked: { tenant, cloud: cloud.name, authKind: options.auth.kind },
        operations,
        named,
        signInReason: options.auth.reason ?? null,
        typed: options.typed,
        signIn: refusal === null ? { state: "done" } : failedBy(refusal),
        operatorName: operator?.name ?? "",
        hosts,
        clockSkewMs: login === undefined ? null : login.service - login.local,
        issuers: hosts.flatMap(({ host }) => {
          const peer = seen.flatMap((one) => one.peers()).find((one) => one.host === host);
          return peer === undefined ? [] : [{ host, issuer: peer.issuer }];
        }),
        discovery,
        hasConnectHealth: cloud.hasConnectHealth,
      },
    };
  } finally {
    await probe.transport.close();
  }
}

type Seen = Pick<Transport, "peers" | "clocks">;

interface SignedIn {
  readonly operator: Operator | null;
  readonly refusal: AadcError | null;
  readonly readings: Readings;
  readonly seen: Seen | null;
}

/** A guard: the sign-in belongs to another tenant. */
const REFUSALS = [SignInError, PermissionError, ServiceError, GuardError];

async function signInAndRead(
  options: SessionOptions,
  operations: readonly OperationName[],
  named: boolean,
): Promise<SignedIn> {
  let session: Awaited<Awaited<ReturnType<typeof openSession>>["session"]>;
  try {
    session = await (await openSession(options)).session;
  } catch (error) {
    const isRefusal = REFUSALS.some((refusal) => error instanceof refusal);
    if (!(error instanceof AadcError) || !isRefusal) throw error;
    return { operator: null, refusal: error, readings: noReadings(error), seen: null };
  }
  try {
    const { readings, refusal } = await readOperator(session, operations, named);
    return { operator: session.operator, refusal, readings, seen: session.transport };
  } finally {
    await session.close();
  }
}

interface WantedHost {
  readonly service: HostReach["service"];
  readonly host: string;
  /** What anybody may ask of it: any answer will do. */
  readonly url: string;
}

function hostsWanted({ cloud, tenant }: SessionOptions, operations: readonly OperationName[]): readonly WantedHost[] {
  const wanted = (service: HostReach["service"], origin: string, path: string): WantedHost => ({
    service,
    host: new URL(origin).host,
    url: `${origin}${path}`,
  });
  const azure = cloud.hasConnectHealth && needingAzure(operations).length > 0;
  return [
    wanted("login", cloud.login, `/${encodeURIComponent(tenant)}/v2.0/.well-known/openid-configuration`),
    wanted("graph", cloud.graph, "/v1.0/organization"),
    ...(azure ? [wanted("arm", cloud.arm, `${HEALTH_SCOPE}/services?api-version=2014-01-01`)] : []),
  ];
}

/** A host that has answered with its time needs not be asked again. */
async function reach(
  { service, host, url }: WantedHost,
  probe: Probe,
  clock: HostClock | undefined,
): Promise<HostReach> {
  const proxy = probe.proxyOf(url) ?? null;
  if (clock !== undefined) return { service, host, proxy, answered: { state: "done" } };
  try {
    await probe.transport.send({ method: "GET", url, replay: "always" });
    return { service, host, proxy, answered: { state: "done" } };
  } catch (error) {
    if (error instanceof ServiceError) return { service, host, proxy, answered: failedBy(error) };
    throw error;
  }
}

function clockOf(host: string, seen: readonly Seen[]): HostClock | undefined {
  return seen.flatMap((one) => one.clocks()).find((one) => one.host === host);
}
