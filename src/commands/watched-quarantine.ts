// `verify-sync --wait-for proven=ID`: whether synchronisation was seen to go on without an identity. Reads only.
import { quarantineOf } from "../accounts/quarantine.js";
import type { ServiceClient } from "../cloud/service-client.js";
import { UsageError } from "../shapes/errors.js";
import { mapFact, unknown } from "../shapes/fact.js";
import { isGuid } from "../shapes/ids.js";
import { serverIn } from "../sync/active-server.js";
import { ageLimits } from "../sync/checks/last-sync-age.js";
import type { Sight } from "../sync/transitions.js";
import { type Held, textOfCondition, type WaitCondition } from "../sync/wait-conditions.js";
import { readApplicationIdentity } from "../tenant/application-identity.js";
import { readDisabling } from "../tenant/disabling-events.js";
import { observe } from "../tenant/observe.js";
import { readUser } from "../tenant/users.js";
import { type FoundIdentity, lookAtIdentity } from "./identity-fleet.js";
import { passwordSyncOf } from "./password-sync.js";
import type { Session } from "./session.js";

/** An identity whose quarantine is watched. */
export interface WatchedQuarantine {
  /** As it is typed. */
  readonly condition: string;
  readonly identity: FoundIdentity;
}

/**
 * Who is meant, before the first look.
 * @throws {UsageError} where there is no such identity: it would be waited for in vain
 */
export function findQuarantines(
  { graph }: Session,
  conditions: readonly WaitCondition[],
): Promise<readonly WatchedQuarantine[]> {
  return Promise.all(
    conditions.flatMap((condition) =>
      condition.kind === "proven"
        ? [
            identityOf(graph, condition.identity).then((identity) => {
              if (identity !== null) return { condition: textOfCondition(condition), identity };
              throw new UsageError(`There is no user and no application "${condition.identity}" in the tenant.`, {
                code: "identity-missing",
                remedy:
                  "Give the user principal name, the application's id or the object id; aadc-cloud cleanup-accounts -o json lists them.",
              });
            }),
          ]
        : [],
    ),
  );
}

async function identityOf(graph: ServiceClient, text: string): Promise<FoundIdentity | null> {
  const none = { roleIds: [], hasAppRole: false, isCloudSync: false };
  if (isGuid(text))
    for (const by of ["appId", "id"] as const) {
      const { value } = await readApplicationIdentity(graph, by, text);
      if (value !== null) return { id: value.id, type: "application", name: value.displayName, ...none };
    }
  const { value: user } = await readUser(graph, text);
  return user === null ? null : { id: user.id, type: "user", name: user.userPrincipalName, ...none };
}

/** Whether it is proven by now. What is noted is not altered: that is for whoever may write. */
export async function seeQuarantine(
  { graph }: Session,
  { condition, identity }: WatchedQuarantine,
  { snapshot, activeServer }: Sight,
): Promise<Held> {
  const at = Date.parse(snapshot.takenAt);
  const { organization, lastExport } = snapshot;
  const [{ facts }, disabledAt] = await Promise.all([
    lookAtIdentity(graph, identity, organization.value.id),
    observe(readDisabling(graph, identity.id, at)),
  ]);
  const notAsked = unknown<never>("It was not asked for.", "");
  const interval = lastExport.state === "known" ? (lastExport.value?.interval ?? null) : null;
  const quarantine = quarantineOf(
    { ...facts, disabledAt, writes: notAsked, lastSignIn: notAsked },
    {
      ...{ identities: [], exportedBy: notAsked, health: notAsked, at },
      activeServer: mapFact(activeServer, serverIn),
      lastSync: mapFact(organization, ({ lastSync }) => lastSync),
      lastPasswordSync: passwordSyncOf(snapshot.settings, snapshot.lastPasswordSync),
      silentAfterMs: ageLimits(interval).errorMs,
    },
  );
  if (quarantine === null) return { condition, holds: false, evidence: whyNone(facts) };
  const { state, because } = quarantine.proof;
  return {
    condition,
    holds: state === "proven",
    evidence: state === "worse" ? `Synchronisation got worse: ${because}` : because,
  };
}

function whyNone({ name, enabled, quarantine }: Awaited<ReturnType<typeof lookAtIdentity>>["facts"]): string {
  if (enabled.state === "unknown") return `Not known: ${enabled.reason}`;
  if (enabled.value) return `${name} is enabled: it is in no quarantine.`;
  if (quarantine.state === "unknown") return `Not known: ${quarantine.reason}`;
  return `${name} is disabled, and nothing is noted of a quarantine: aadc-cloud cleanup-accounts --step disable notes it.`;
}
