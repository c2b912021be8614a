// The look that every command takes at its operator's rights before its first write.
import type { TokenGrants } from "../cloud/token-claims.js";
import { type OperationName, operationNamed } from "../knowledge/operations.js";
import { isWriting, type Need } from "../knowledge/permissions.js";
import { holdingOf } from "../rights/held.js";
import { type Judged, judgeRights } from "../rights/lack.js";
import { PermissionError, ServiceError, SignInError } from "../shapes/errors.js";
import { observe } from "../tenant/observe.js";
import {
  readAssignedRoles,
  readHealthRoles,
  readHealthServices,
  readOwnEligibleRoles,
} from "../tenant/operator-rights.js";
import type { Session } from "./session.js";

export interface RequiredRights {
  readonly dryRun: boolean;
  /** Needs that these very options make superfluous. */
  readonly waived?: readonly Need[];
  /** Instead of those of the operations, where what is going to be done says more exactly what it takes. */
  readonly needs?: readonly Need[];
}

/**
 * Goes by the token alone where that has all; asks for a newer one, and then the tenant, only where something is missing:
 * a role that was activated meanwhile is in a new token only, a role of the tenant's own is in none.
 * @returns warnings: rights that cannot be judged before the service does, and in a dry run those that writing would lack
 * @throws {PermissionError} which names everything that is missing; nothing was changed then
 */
export async function requireRights(
  session: Session,
  operations: OperationName | readonly OperationName[],
  { dryRun, waived = [], needs: exactly }: RequiredRights,
): Promise<readonly string[]> {
  const named = typeof operations === "string" ? [operations] : operations;
  const all = exactly ?? [...new Set(named.flatMap((one) => operationNamed(one).needs))];
  // In a dry run, what reading lacks shows where the reading fails.
  const needs = all.filter((need) => !waived.includes(need) && (!dryRun || isWriting(need)));
  const { lack, doubts } = await judge(session, named, needs);
  if (lack === null) return doubts;
  if (dryRun) return [...doubts, `${lack.words} ${lack.remedy}`];
  throw new PermissionError(`${lack.words} Nothing was changed.`, { code: "rights-missing", remedy: lack.remedy });
}

async function judge(session: Session, operations: readonly OperationName[], needs: readonly Need[]): Promise<Judged> {
  const earlier = await session.grants();
  const azure = await readAzure(session, needs, earlier);
  const first = judgeRights(operations, needs, { grants: earlier, ...azure }, session.typed);
  if (first.lack === null) return first;
  const grants = await newerGrants(session, earlier);
  const again = judgeRights(operations, needs, { grants, ...azure }, session.typed);
  if (again.lack?.ofRoles !== true) return again;
  return judgeRights(operations, needs, { grants, ...azure, ...(await readRoles(session, grants)) }, session.typed);
}

/** Nothing where the token tells enough, or nothing of Azure is to be written. */
async function readAzure(session: Session, needs: readonly Need[], grants: TokenGrants) {
  const { arm, operator } = session;
  const isOpen = needs.some((need) => isWriting(need) && holdingOf(need, { grants }).azure.state === "unknown");
  if (!isOpen) return {};
  const [azureRoles, services] = await Promise.all([
    operator.id === "" ? null : observe(readHealthRoles(arm, operator.id)),
    readHealthServices(arm).catch(refusal),
  ]);
  return { azureRoles, healthReading: services === "refused" ? services : null };
}

/** A reading that failed otherwise says nothing of rights; the command will meet it again. */
function refusal(error: unknown): "refused" | null {
  if (error instanceof PermissionError) return "refused";
  if (error instanceof ServiceError) return null;
  throw error;
}

/** Where no newer token can be had, as from the Azure CLI, the earlier one counts. */
async function newerGrants(session: Session, earlier: TokenGrants): Promise<TokenGrants> {
  try {
    return await session.grants({ fresh: true });
  } catch (error) {
    if (error instanceof SignInError || error instanceof ServiceError) return earlier;
    throw error;
  }
}

async function readRoles({ graph, operator }: Session, { kind }: TokenGrants) {
  if (operator.id === "") return {};
  const [assignedRoles, eligibleRoles] = await Promise.all([
    observe(readAssignedRoles(graph, operator.id)),
    kind === "person" ? observe(readOwnEligibleRoles(graph)) : null,
  ]);
  return { assignedRoles, eligibleRoles };
}
