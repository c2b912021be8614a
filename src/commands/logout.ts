import type { SavedSession, SessionStore } from "../cloud/sign-in/saved-session.js";
import type { ResultOf } from "../report/result-schemas.js";
import { TOOL_VERSION } from "../version.js";

export interface LogoutOptions {
  readonly dryRun: boolean;
  /** Everything, what cannot be read included; else only what `isMeant` says. */
  readonly all: boolean;
  readonly isMeant: (session: SavedSession) => boolean;
  readonly ticket?: string;
}

/** Removes saved sign-ins from this machine; nobody else is told. @param store undefined where nothing is saved */
export async function logout(store: SessionStore | undefined, options: LogoutOptions): Promise<ResultOf<"logout">> {
  const { dryRun, all, isMeant } = options;
  const { sessions, damaged } = (await store?.list()) ?? { sessions: [], damaged: [] };
  const meant = sessions.filter((one) => all || isMeant(one));
  const removed: SavedSession[] = [];
  if (dryRun) removed.push(...meant);
  else if (all) removed.push(...((await store?.removeAll()) ?? []));
  else for (const one of meant) if (await store?.remove(one)) removed.push(one);
  const tenants = new Set(removed.map(({ tenantId }) => tenantId));
  const [tenantId] = tenants;
  return {
    schema: "aadc-cloud/logout@1",
    tenantId: tenants.size === 1 ? (tenantId ?? null) : null,
    at: null,
    operator: null,
    toolVersion: TOOL_VERSION,
    ...(options.ticket === undefined ? {} : { ticket: options.ticket }),
    dryRun,
    removed: removed.map(shown),
    removedDamaged: all ? [...damaged] : [],
    left: sessions.filter((one) => !meant.includes(one)).map(shown),
    leftDamaged: all ? [] : [...damaged],
  };
}

function shown({ homeAccountId: _, ...session }: SavedSession) {
  return session;
}
