import type { Read } from "../cloud/answers.js";
import type { Envelope } from "../report/result-schemas.js";
import { ServiceError } from "../shapes/errors.js";
import type { Snapshot } from "../sync/snapshot.js";
import type { TenantName } from "../tenant/organization.js";
import { TOOL_VERSION } from "../version.js";
import type { Session } from "./session.js";

/** What every result begins with: which tenant, when by the service's clock, who, by what. */
export function envelopeOf(session: Session, organization: Read<TenantName>, ticket: string | undefined): Envelope {
  const { id, displayName, initialDomain } = organization.value;
  return {
    tenantId: id,
    tenant: { displayName, initialDomain, cloud: session.cloud.name },
    at: new Date(serviceTime(organization)).toISOString(),
    operator: session.operator,
    toolVersion: TOOL_VERSION,
    ...(ticket === undefined ? {} : { ticket }),
  };
}

/** The same of a snapshot: its tenant, its time, and who took it; by the program that judges it. */
export function savedEnvelope(
  { organization, cloud, takenAt, takenBy }: Snapshot,
  ticket: string | undefined,
): Envelope {
  const { id, displayName, initialDomain } = organization.value;
  return {
    tenantId: id,
    tenant: { displayName, initialDomain, cloud },
    at: takenAt,
    operator: { id: takenBy.id, name: takenBy.name, authKind: takenBy.authKind },
    toolVersion: TOOL_VERSION,
    ...(ticket === undefined ? {} : { ticket }),
  };
}

/** The service's time (epoch milliseconds) when it answered; ages are never measured on the local clock. */
export function serviceTime({ source }: Read<unknown>): number {
  if (source.at !== undefined) return Date.parse(source.at);
  throw new ServiceError("Microsoft Graph answered without saying what time it is.", {
    code: "no-service-time",
    remedy: "Something between removes the Date header; ages cannot be told without it.",
  });
}
