// Who of those that synchronise is in use: read only of those of whom it matters.
import { UNUSED_AFTER_MS, type Use, useOf } from "../accounts/identity-use.js";
import type { SyncIdentity } from "../accounts/inventory.js";
import type { Read } from "../cloud/answers.js";
import type { ServiceClient } from "../cloud/service-client.js";
import type { UserSubject } from "../conditional-access/subject.js";
import { type Fact, known, mapFact } from "../shapes/fact.js";
import { sameServer } from "../shapes/server-name.js";
import { type ActiveServer, serverIn } from "../sync/active-server.js";
import { observe } from "../tenant/observe.js";
import type { Organization } from "../tenant/organization.js";
import { readLastSignIn } from "../tenant/sign-in-activity.js";
import { readSignIns, type SeenSignIn } from "../tenant/sign-ins.js";
import { readLastExport } from "../tenant/synchronization.js";
import { serviceTime } from "./envelope.js";
import { activeServerOf } from "./sync-survey.js";

interface Asked {
  readonly subject: UserSubject;
  readonly enabled: boolean | null;
}

export interface SeenUse {
  readonly use: Use;
  /** Of the days that count, newest first. */
  readonly signIns: Fact<readonly SeenSignIn[]>;
}

/**
 * By the subjects' names.
 * @param inventory all identities: whose server is active shows by who exported last
 */
export async function surveyUse(
  graph: ServiceClient,
  organization: Read<Organization>,
  asked: readonly Asked[],
  inventory: readonly SyncIdentity[],
): Promise<ReadonlyMap<string, SeenUse>> {
  const at = serviceTime(organization);
  const since = new Date(at - UNUSED_AFTER_MS).toISOString();
  // Of a disabled account nothing more has to be read.
  const isOff = ({ enabled }: Asked) => enabled === false;
  const active = asked.every(isOff) ? NOT_READ : await readActive(graph, organization, inventory);
  const uses = await Promise.all(
    asked.map(async (one): Promise<[string, SeenUse]> => {
      const { name, userId } = one.subject;
      const [lastSignIn, signIns] =
        isOff(one) || userId === null
          ? [NOT_READ, NOT_READ]
          : await Promise.all([
              observe(readLastSignIn(graph, userId)),
              observe(readSignIns(graph, { kind: "user", userId, events: "all" }, since)),
            ]);
      const server = inventory.find(({ id }) => id === userId)?.server ?? null;
      const use = useOf({
        ...{ name, enabled: one.enabled, lastSignIn, at },
        logged: mapFact(signIns, ([newest]) => newest?.createdDateTime ?? null),
        active: mapFact(active, (known) => isServer(known, server)),
      });
      return [name, { use, signIns }];
    }),
  );
  return new Map(uses);
}

const NOT_READ = { state: "unknown", reason: "It was not read.", remedy: "" } as const;

async function readActive(
  graph: ServiceClient,
  organization: Read<Organization>,
  inventory: readonly SyncIdentity[],
): Promise<Fact<ActiveServer>> {
  const lastExport = await observe(readLastExport(graph));
  return activeServerOf(organization, lastExport, known(inventory, organization.source));
}

function isServer(active: ActiveServer, own: string | null): boolean {
  const server = serverIn(active);
  return server !== null && own !== null && sameServer(server, own);
}
