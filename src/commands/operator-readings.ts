// What is asked of the tenant about the operator, once there is a sign-in: in parallel, and only what the operations need.
import type { Read } from "../cloud/answers.js";
import type { TokenGrants } from "../cloud/token-claims.js";
import { ROLES } from "../knowledge/directory.js";
import type { OperationName } from "../knowledge/operations.js";
import { howToGrant } from "../knowledge/permissions.js";
import { holdingOf } from "../rights/held.js";
import { lookedFor } from "../rights/lookups.js";
import { needingAzure, needsOf } from "../rights/operations-asked.js";
import type { Attempt, OperatorSnapshot } from "../rights/operator-snapshot.js";
import { type AadcError, PermissionError, ServiceError, SignInError } from "../shapes/errors.js";
import { type Fact, known, unknown } from "../shapes/fact.js";
import {
  readAssignedRoles,
  readHealthRoles,
  readHealthServices,
  readOwnEligibleRoles,
} from "../tenant/operator-rights.js";
import { type Organization, readOrganization, readTenantName, type TenantName } from "../tenant/organization.js";
import { readSyncSettings } from "../tenant/synchronization.js";
import { readMembershipsOf } from "../tenant/users.js";
import type { Session } from "./session.js";

export type Readings = Pick<
  OperatorSnapshot,
  | "grants"
  | "refusedRenewal"
  | "assignedRoles"
  | "eligibleRoles"
  | "tenantName"
  | "organization"
  | "armSignIn"
  | "healthReading"
  | "syncReading"
  | "azureRoles"
>;

/** A reading, and the refused sign-in that it may have met on the way. */
interface Settled<T> {
  readonly fact: Fact<T>;
  readonly error: AadcError | null;
}

/** @returns the readings, and the error with which Graph refused the very sign-in, if it did */
export async function readOperator(
  session: Session,
  operations: readonly OperationName[],
  named: boolean,
): Promise<{ readonly readings: Readings; readonly refusal: AadcError | null }> {
  const { graph, arm, cloud, operator } = session;
  const grants = await session.grants();
  const missing = lookedFor(operations, named, grants);
  const azure = cloud.hasConnectHealth ? needingAzure(operations) : [];
  const isPerson = grants.kind === "person";
  const readsAssigned = missing.roles && operator.id !== "";
  const readsAll = mayReadOrganization(operations, grants);
  const [organization, renewed, assigned, eligible, synchronization, services, azureRoles] = await Promise.all([
    readsAll ? settle(readOrganization(graph)) : settle(readTenantName(graph)),
    missing.any ? renewedGrants(session, grants) : { grants, refusedRenewal: null },
    readsAssigned ? settle(isPerson ? rolesOfPerson(session) : readAssignedRoles(graph, operator.id)) : null,
    missing.roles && isPerson ? settle(readOwnEligibleRoles(graph)) : null,
    needsOf(operations).has("read-synchronization") && !isGlobalAdministrator(grants)
      ? settle(readSyncSettings(graph))
      : null,
    azure.length > 0 ? settle(readHealthServices(arm)) : null,
    azure.length > 0 && operator.id !== "" && !isGlobalAdministrator(grants)
      ? settle(readHealthRoles(arm, operator.id))
      : null,
  ]);
  return {
    refusal: organization.error instanceof SignInError ? organization.error : null,
    readings: {
      ...renewed,
      tenantName: organization.fact,
      organization: wholeOf(organization.fact),
      assignedRoles: assigned?.fact ?? null,
      eligibleRoles: eligible?.fact ?? null,
      healthReading: readingOf(services),
      syncReading: readingOf(synchronization),
      azureRoles: azureRoles?.fact ?? null,
      armSignIn: services === null ? null : signInOf(services),
    },
  };
}

/** Nothing that came to a sign-in. */
export function noReadings(error: AadcError): Readings {
  return {
    grants: null,
    refusedRenewal: null,
    tenantName: unknown(error.message, error.remedy),
    organization: unknown(error.message, error.remedy),
    assignedRoles: null,
    eligibleRoles: null,
    healthReading: null,
    syncReading: null,
    azureRoles: null,
    armSignIn: null,
  };
}

export function failedBy({ code, message, remedy }: AadcError): Attempt {
  return { state: "failed", code, reason: message, remedy };
}

/** A right that was given meanwhile is in a new token only. Where none can be had, the one at hand counts, while it lasts. */
async function renewedGrants(
  session: Session,
  grants: TokenGrants,
): Promise<Pick<Readings, "refusedRenewal"> & { readonly grants: TokenGrants }> {
  try {
    return { grants: await session.grants({ fresh: true }), refusedRenewal: null };
  } catch (error) {
    if (!isReading(error)) throw error;
    // Nobody answered: that is told of the host.
    if (error instanceof ServiceError) return { grants, refusedRenewal: null };
    const { message: reason, remedy } = error;
    return { grants, refusedRenewal: { reason, remedy, endsAt: await endOfToken(session) } };
  }
}

async function endOfToken({ credential, cloud }: Session): Promise<number | null> {
  try {
    const { expiresOnTimestamp } = await credential.getToken(`${cloud.graph}/.default`);
    return expiresOnTimestamp > 0 ? expiresOnTimestamp : null;
  } catch (error) {
    if (isReading(error)) return null;
    throw error;
  }
}

/** Through groups too. With the least of permissions Graph names no roles, so that only those named can be told. */
async function rolesOfPerson({ graph, operator }: Session) {
  const { value, source } = await readMembershipsOf(graph, operator.id);
  return {
    source,
    value: value.roleIds.map((id) => {
      const roleId = id.toLowerCase();
      const name = Object.values(ROLES).find((role) => role.id === roleId)?.name ?? roleId;
      return { roleId, name, builtIn: true, tenantWide: true };
    }),
  };
}

/** Where it is not needed, or certainly refused, the tenant's name will do, which nearly everybody is told. */
function mayReadOrganization(operations: readonly OperationName[], grants: TokenGrants): boolean {
  const need = "read-organization";
  return needsOf(operations).has(need) && holdingOf(need, { grants }).permission.state !== "missing";
}

function wholeOf(fact: Fact<TenantName | Organization>): Fact<Organization> {
  if (fact.state === "unknown") return fact;
  const { value, source } = fact;
  if ("servicePlans" in value) return known(value, source);
  return unknown("Of the tenant only the name was read.", howToGrant("read-organization"));
}

function isGlobalAdministrator({ kind, roleIds }: TokenGrants): boolean {
  return kind === "person" && roleIds?.includes(ROLES.globalAdministrator.id) === true;
}

function readingOf(settled: Settled<unknown> | null): "answered" | "refused" | null {
  if (settled === null) return null;
  return settled.fact.state === "known" ? "answered" : settled.error instanceof PermissionError ? "refused" : null;
}

/** Where nothing answered at all, it is not told whether the token would have been taken. */
function signInOf({ fact, error }: Settled<unknown>): Attempt | null {
  if (error instanceof SignInError) return failedBy(error);
  const answered = fact.state === "known" || error instanceof PermissionError;
  return answered || (error instanceof ServiceError && error.status !== undefined) ? { state: "done" } : null;
}

/** As `observe`, but a sign-in that one service refuses is a reading, too. */
async function settle<T>(reading: Promise<Read<T>>): Promise<Settled<T>> {
  try {
    const { value, source } = await reading;
    return { fact: known(value, source), error: null };
  } catch (error) {
    if (!isReading(error)) throw error;
    return { fact: unknown(error.message, error.remedy), error };
  }
}

function isReading(error: unknown): error is PermissionError | ServiceError | SignInError {
  return error instanceof PermissionError || error instanceof ServiceError || error instanceof SignInError;
}
