import type { SyncIdentity } from "../accounts/inventory.js";
import { excludeRoleExecutor } from "../changes/policy-executor.js";
import { planRoleExclusion } from "../conditional-access/role-exclusion.js";
import { ROLES, SYNC_ROLE_IDS } from "../knowledge/directory.js";
import type { ResultOf } from "../report/result-schemas.js";
import { UsageError } from "../shapes/errors.js";
import { readOrganization } from "../tenant/organization.js";
import { readPolicies } from "../tenant/policies.js";
import { type Candidate, candidatesOf, surveyBindings } from "./binding-survey.js";
import { type ChangeOptions, carryOut, type Dialogue } from "./carry-out.js";
import { envelopeOf } from "./envelope.js";
import { requireRights } from "./required-rights.js";
import type { Session } from "./session.js";
import { readIdentities } from "./sync-survey.js";

export interface MfaExclusionAddOptions extends ChangeOptions {
  /** Ids of policies that are changed although it cannot be decided whether they bind. */
  readonly policies: readonly string[];
}

/** Excludes the sync accounts, by their role, from the policies that bind them and from no others. */
export async function mfaExclusionAdd(
  session: Session,
  options: MfaExclusionAddOptions,
  dialogue: Dialogue,
): Promise<ResultOf<"mfa-exclusion-add">> {
  const doubts = await requireRights(session, "mfa-exclusion add", options);
  const { organization, policies, identities } = await read(session);
  const insistOn = options.policies.map((id) => id.toLowerCase());
  const missing = insistOn.find((id) => policies.every((policy) => policy.id.toLowerCase() !== id));
  if (missing !== undefined)
    throw new UsageError(`There is no policy with the id ${missing}.`, {
      code: "unknown-policy",
      remedy: "aadc-cloud mfa-exclusion status -o json shows the ids.",
    });
  const candidates = subjectsOf(identities);
  const bindings = await surveyBindings(session.graph, policies, candidates);
  const { changes, warnings } = planRoleExclusion(policies, bindings, rolesToExclude(identities), insistOn);
  const envelope = envelopeOf(session, organization, options.ticket);
  const changing = await carryOut(
    session,
    {
      command: "mfa-exclusion add",
      subject: "sync",
      wishes: { policies: options.policies },
      envelope,
      plan: changes,
      warnings: [...doubts, ...(candidates.length === 0 ? [NO_EXCLUSION_NEEDED] : warnings)],
    },
    { "exclude-role": excludeRoleExecutor(session.graph, policies) },
    options,
    dialogue,
  );
  return { schema: "aadc-cloud/mfa-exclusion-add@1", ...envelope, ...changing, policies: bindings };
}

const NO_EXCLUSION_NEEDED =
  "Only applications synchronise here: policies for users never reach them, so no exclusion is needed.";

/** The legacy accounts; while there is no identity at all, whatever account the wizard will make. */
function subjectsOf(identities: readonly SyncIdentity[]): readonly Candidate[] {
  const role = ROLES.directorySynchronizationAccounts;
  if (identities.length === 0)
    return [{ name: `any holder of the role ${role.name}`, userId: null, roleIds: [role.id] }];
  return candidatesOf(identities);
}

/** Microsoft advises the first role; the second only where an identity really holds it. */
function rolesToExclude(identities: readonly SyncIdentity[]): readonly string[] {
  const users = identities.filter(({ kind }) => kind !== "application");
  const held = new Set(users.flatMap(({ roleIds }) => roleIds));
  return SYNC_ROLE_IDS.filter((id) => id === ROLES.directorySynchronizationAccounts.id || held.has(id));
}

async function read(session: Session) {
  const [organization, policies, identities] = await Promise.all([
    readOrganization(session.graph),
    readPolicies(session.graph),
    // Here a guess will not do: who synchronises must be known.
    readIdentities(session.graph),
  ]);
  return { organization, policies: policies.value, identities: identities.value };
}
