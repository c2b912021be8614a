// Who of those that synchronise is in use: read only of those of whom it matters.

import { UNUSED_AFTER_MS, type Use, useOf } from "../accounts/identity-use.js";
import type { SyncIdentity } from "../accounts/inventory.js";
import type { Read } from "../cloud/answers.js";
import { type Fact, known, mapFact } from "../shapes/fact.js";
import { type ActiveServer, sameServer } from "../sync/active-server.js";
import { observe } from "../tenant/observe.js";
import type { Organization } from "../tenant/organization.js";
import { readLastSignIn } from "../tenant/sign-in-activity.js";
import { readSignIns } from "../tenant/sign-ins.js";
import { readLastExport } from "../tenant/synchronization.js";
import { serviceTime } from "./envelope.js";
import type { Session } from "./session.js";
import { activeServerOf } from "./sync-survey.js";

/** By the ids of the identities. */
export type Uses = ReadonlyMap<string, Use>;

/**
 * @param identities legacy users whose use matters
 * @param inventory all identities
 */
export async function surveyUse(
  { graph }: Pick<Session, "graph">,
  organization: Read<Organization>,
  identities: readonly SyncIdentity[],
  inventory: readonly SyncIdentity[],
): Promise<Uses> {
  const enabled = identities.filter((one) => one.enabled !== false);
  const lastExport = enabled.length === 0 ? null : await observe(readLastExport(graph));
  const server =
    lastExport === null
      ? null
      : activeServerOf(organization, lastExport, known(inventory, { request: "the inventory" }));
  const at = serviceTime(organization);
  const since = new Date(at - UNUSED_AFTER_MS).toISOString();
  const uses = await Promise.all(
    identities.map(async (identity): Promise<[string, Use]> => {
      const { id, name } = identity;
      if (identity.enabled === false || server === null) return [id, useOf({ ...DISABLED, name, at })];
      const [lastSignIn, logged] = await Promise.all([
        observe(readLastSignIn(graph, id)),
        observe(readSignIns(graph, { kind: "user", userId: id, events: "all" }, since)),
      ]);
      return [
        id,
        useOf({
          ...{ name, enabled: identity.enabled, lastSignIn, at },
          logged: mapFact(logged, ([newest]) => newest?.createdDateTime ?? null),
          active: isActive(server, identity.server),
        }),
      ];
    }),
  );
  return new Map(uses);
}

const NOT_READ = { state: "unknown", reason: "It was not read.", remedy: "" } as const;
const DISABLED = { enabled: false, lastSignIn: NOT_READ, logged: NOT_READ, active: NOT_READ };

function isActive(active: Fact<ActiveServer>, own: string | null): Fact<boolean> {
  return mapFact(active, (server) => server.state === "known" && own !== null && sameServer(server.server, own));
}
