import type { SavedSession, SessionStore } from "../cloud/sign-in/saved-session.js";
import { ROLES } from "../knowledge/directory.js";
import type { ResultOf } from "../report/result-schemas.js";
import { AadcError, InterruptedError } from "../shapes/errors.js";
import { observe } from "../tenant/observe.js";
import { readTenantName } from "../tenant/organization.js";
import { TOOL_VERSION } from "../version.js";
import { namesOf } from "./login.js";
import type { Session } from "./session.js";
import { serviceTimeOf } from "./sign-in-times.js";

export interface WhoamiOptions {
  readonly stateDir: string;
  /** Undefined where nothing is saved. */
  readonly store: SessionStore | undefined;
  /** The saved session whose tokens are used. */
  readonly used: SavedSession | undefined;
  readonly ticket?: string;
}

type Whoami = ResultOf<"whoami">;

/** Who has signed in, how, and with what rights; and what else is saved. Reads the tenant's name and nothing more. */
export async function whoami(session: Session, options: WhoamiOptions): Promise<Whoami> {
  const [organization, grants, token, saved] = await Promise.all([
    observe(readTenantName(session.graph)),
    session.grants(),
    session.credential.getToken(`${session.cloud.graph}/.default`),
    savedSessions(options),
  ]);
  const { kind, reason, clientId, isSaved } = session.signIn;
  const isUnread = organization.state === "unknown";
  return {
    schema: "aadc-cloud/whoami@1",
    tenantId: grants.tenantId ?? (isUnread ? null : organization.value.id),
    tenant: isUnread ? null : { ...namesOf(organization.value), cloud: session.cloud.name },
    tenantUnread: isUnread ? { reason: organization.reason, remedy: organization.remedy } : null,
    at: serviceTimeOf(session),
    operator: session.operator,
    toolVersion: TOOL_VERSION,
    ...(options.ticket === undefined ? {} : { ticket: options.ticket }),
    signIn: {
      kind,
      reason,
      isSaved,
      cloud: session.cloud.name,
      clientId: clientId ?? grants.clientId,
      principal: grants.kind,
      permissions: grants.permissions?.toSorted() ?? null,
      roles: grants.roleIds?.filter((id) => !NO_ROLES.includes(id)).map(roleNamed) ?? null,
      tokenEndsAt: token.expiresOnTimestamp > 0 ? new Date(token.expiresOnTimestamp).toISOString() : null,
    },
    stateDir: options.stateDir,
    ...saved,
  };
}

/** In the `wids` of every member and of every application, roles or not; as seen in tokens, Microsoft does not describe them. */
const NO_ROLES = ["b79fbf4d-3ef9-4689-8143-76b194e85509", "0997a1d0-0d1d-4acb-b408-d5ca73121e90"];

function roleNamed(id: string) {
  return { id, name: Object.values(ROLES).find((role) => role.id === id)?.name ?? null };
}

async function savedSessions({ store, used }: WhoamiOptions): Promise<Pick<Whoami, "sessions" | "damaged">> {
  if (store === undefined) return { sessions: [], damaged: [] };
  const { sessions, damaged } = await store.list();
  const shown = sessions.map(async (one) => {
    const { homeAccountId: _, ...session } = one;
    const isUsed = one.cloud === used?.cloud && one.tenantId === used.tenantId && one.clientId === used.clientId;
    return { ...session, isUsed, protection: await protectionOf(one, store) };
  });
  return { sessions: await Promise.all(shown), damaged: [...damaged] };
}

/** Another process may be signing out at this moment. */
async function protectionOf(session: SavedSession, store: SessionStore) {
  try {
    return await store.protectionOf(session);
  } catch (error) {
    if (error instanceof AadcError && !(error instanceof InterruptedError)) return null;
    throw error;
  }
}
