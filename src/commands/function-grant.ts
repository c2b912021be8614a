// Gives the identity of the function app what its checks need: app roles of Microsoft Graph, and its role at Connect Health.
import { createHash } from "node:crypto";
import { grantAppRoleExecutor } from "../changes/consent-executors.js";
import { assignHealthRoleExecutor } from "../changes/health-role-executors.js";
import { createLookup, uniqueNameOfObject } from "../changes/registration-lookup.js";
import { GRAPH_APP_ID } from "../knowledge/applications.js";
import { HEALTH_ROLES } from "../knowledge/azure-roles.js";
import type { OperationName } from "../knowledge/operations.js";
import { HEALTH_SCOPE } from "../knowledge/permissions/health.js";
import { guardTier0, resolvePermissions, type WantedPermissions } from "../registration/access.js";
import { type HealthRoleWish, planIdentityGrants } from "../registration/identity-grants.js";
import type { ResultOf } from "../report/result-schemas.js";
import { leastSet } from "../rights/least.js";
import { GuardError, UsageError } from "../shapes/errors.js";
import { isGuid } from "../shapes/ids.js";
import { readApplicationIdentity } from "../tenant/application-identity.js";
import { readAppRoleAssignments, readResource } from "../tenant/consent.js";
import { readHealthAssignments } from "../tenant/health-roles.js";
import { type ManagedIdentity, readManagedIdentitiesNamed } from "../tenant/managed-identities.js";
import { readTenantName } from "../tenant/organization.js";
import { type ChangeOptions, carryOut, type Dialogue } from "./carry-out.js";
import { envelopeOf } from "./envelope.js";
import { tellingOpenRun } from "./open-run-told.js";
import { rightsWarnings } from "./registration-warnings.js";
import { requireRights } from "./required-rights.js";
import type { Session } from "./session.js";

export interface FunctionGrantOptions extends ChangeOptions {
  /** Object id (principal id), client id, or name. */
  readonly identity: string;
  /** Besides reading: what it takes to end exclusions, and to look after quarantines. */
  readonly allowWrites: boolean;
  /** Besides: to send alerts by e-mail. */
  readonly mail: boolean;
  readonly acceptTier0: boolean;
}

type Result = ResultOf<"function-grant">;

const COMMAND = "function grant";
const WATCHING: readonly OperationName[] = ["verify-sync"];
const TENDING: readonly OperationName[] = ["mfa-exclusion remove --for svc", "cleanup-accounts --step disable"];

/**
 * Adds what is missing, and takes nothing away.
 * @throws {UsageError} `identity-missing`, `identity-ambiguous`; {GuardError} `tier-0` unless that is accepted
 */
export async function functionGrant(
  session: Session,
  options: FunctionGrantOptions,
  dialogue: Dialogue,
): Promise<Result> {
  const about = { command: COMMAND, subject: options.identity };
  return tellingOpenRun(session, options, about, () => grant(session, options, dialogue));
}

async function grant(session: Session, options: FunctionGrantOptions, dialogue: Dialogue): Promise<Result> {
  const { graph, arm, cloud } = session;
  const operations = operationsOf(options);
  const least = leastSet(operations, "application");
  const wanted = { kind: "app-only" as const, graph: least.permissions, azure: false };
  const guardsOverridden = guardMighty(wanted, options.acceptTier0);
  const waived = cloud.hasConnectHealth ? [] : (["assign-health-role"] as const);
  const doubts = await requireRights(session, COMMAND, { dryRun: options.dryRun, waived });
  const [organization, identity, microsoftGraph] = await Promise.all([
    readTenantName(graph),
    findIdentity(session, options.identity),
    readResource(graph, GRAPH_APP_ID),
  ]);
  const permissions = resolvePermissions(wanted, { graph: microsoftGraph.value, azure: null });
  const health = cloud.hasConnectHealth ? readerFor(identity.id) : null;
  const [assignments, healthAssignments] = await Promise.all([
    readAppRoleAssignments(graph, identity.id),
    health === null ? null : readHealthAssignments(arm, identity.id),
  ]);
  const named = { uniqueName: uniqueNameOfObject(identity.id), name: identity.displayName };
  const held = { assignments: assignments.value, health: healthAssignments?.value ?? [] };
  const plan = planIdentityGrants({ ...named, principalId: identity.id }, { permissions, health }, held);
  const envelope = envelopeOf(session, organization, options.ticket);
  const carried = await carryOut(
    session,
    {
      command: COMMAND,
      subject: options.identity,
      wishes: wishesOf(options),
      envelope,
      plan,
      warnings: [
        ...doubts,
        ...rightsWarnings(least, { name: identity.displayName, kind: "app-only", usesAzure: false }),
        ...(options.mail ? [ANY_MAILBOX] : []),
      ],
      guardsOverridden,
    },
    {
      "grant-app-role": grantAppRoleExecutor(graph, createLookup(graph, null)),
      "assign-health-role": assignHealthRoleExecutor(arm),
    },
    options,
    dialogue,
  );
  return {
    schema: "aadc-cloud/function-grant@1",
    ...envelope,
    ...carried,
    identity: { id: identity.id, appId: identity.appId, name: identity.displayName },
    permissions: [...least.permissions],
    healthRole: health?.roleName ?? null,
  };
}

/** What a managed identity is allowed, whoever may deploy to the app is allowed, too. */
function guardMighty(wanted: WantedPermissions, accepted: boolean): readonly string[] {
  const mighty = guardTier0(wanted, true);
  if (mighty.length === 0) return [];
  if (accepted) return ["tier-0"];
  throw new GuardError(`Whoever may deploy to the function app would own the tenant: ${mighty.join(", ")}.`, {
    code: "tier-0",
    remedy:
      "Leave out --allow-writes: the function then tells what is due, and you run it. If subscription and app are kept as domain controllers are: --accept-tier0.",
  });
}

const ANY_MAILBOX =
  "With Mail.Send an application may send as every mailbox of the tenant. Limit it to one: Role Based Access Control for Applications in Exchange Online.";

function operationsOf({ allowWrites, mail }: FunctionGrantOptions): readonly OperationName[] {
  return [...WATCHING, ...(allowWrites ? TENDING : []), ...(mail ? (["function alerts by mail"] as const) : [])];
}

function wishesOf({ identity, allowWrites, mail, acceptTier0 }: FunctionGrantOptions) {
  return { identity, allowWrites, mail, acceptTier0 };
}

async function findIdentity({ graph }: Session, asked: string): Promise<ManagedIdentity> {
  if (isGuid(asked))
    for (const by of ["id", "appId"] as const) {
      const { value } = await readApplicationIdentity(graph, by, asked);
      if (value?.type === "ManagedIdentity") return value;
      if (value !== null)
        throw noIdentity(`${value.displayName} (${asked}) is an application, and no managed identity.`);
    }
  const { value } = isGuid(asked) ? { value: [] } : await readManagedIdentitiesNamed(graph, asked);
  const [first, ...more] = value;
  if (first === undefined) throw noIdentity(`There is no managed identity "${asked}" in the tenant.`);
  if (more.length === 0) return first;
  throw new UsageError(`${value.length} managed identities are called "${asked}".`, {
    code: "identity-ambiguous",
    remedy: `Name one by its object id: ${value.map(({ id }) => id).join(", ")}.`,
  });
}

function noIdentity(says: string): UsageError {
  return new UsageError(says, {
    code: "identity-missing",
    remedy:
      "The deployment prints its principal id; in the Azure portal it stands on the identity's page. An identity that was made a moment ago takes some minutes to be seen.",
  });
}

/** Reading is all that the function does there. */
function readerFor(principalId: string): HealthRoleWish {
  const reader = HEALTH_ROLES.find(({ name }) => name === "Reader");
  const roleDefinitionId = reader?.id ?? "";
  return {
    roleName: "Reader",
    roleDefinitionId,
    servedBy: HEALTH_ROLES.filter(({ allows }) => allows.includes("Reader")).map(({ id }) => id),
    assignmentId: guidOf(`${HEALTH_SCOPE} ${principalId.toLowerCase()} ${roleDefinitionId}`),
  };
}

/** A GUID (version 8, of one's own making) that is the same for the same text. */
function guidOf(text: string): string {
  const hex = createHash("sha256").update(text).digest("hex");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
