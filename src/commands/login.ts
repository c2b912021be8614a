import type { SavedSession, SessionStore } from "../cloud/sign-in/saved-session.js";
import { isConsentMissing } from "../knowledge/sign-in-errors/consent.js";
import type { ResultOf } from "../report/result-schemas.js";
import { PermissionError, ServiceError, SignInError } from "../shapes/errors.js";
import type { Fact } from "../shapes/fact.js";
import { observe } from "../tenant/observe.js";
import { readTenantName, type TenantName } from "../tenant/organization.js";
import { TOOL_VERSION } from "../version.js";
import type { Session } from "./session.js";
import { serviceTimeOf } from "./sign-in-times.js";

export interface LoginOptions {
  readonly dryRun: boolean;
  readonly kind: SavedSession["kind"];
  readonly clientId: string;
  /** As the tenant was given: an id, a name, or one of Entra ID's words for any tenant. */
  readonly tenant: string;
  readonly store: SessionStore;
  /** What else there is to say of what is saved. */
  readonly notesOn: (saved: SavedSession) => readonly string[];
  readonly ticket?: string;
}

/** Keeps the sign-in of a session whose operator is a person and was just asked. @throws {SignInError}, {UsageError} */
export async function login(session: Session, options: LoginOptions): Promise<ResultOf<"login">> {
  const { store, dryRun, clientId, kind } = options;
  const [organization, azure] = await Promise.all([observe(readTenantName(session.graph)), observeAzure(session)]);
  const signedIn = await session.credential.signedIn?.();
  if (signedIn === undefined)
    throw new SignInError("The sign-in left nothing that could be saved.", {
      code: "nothing-to-save",
      remedy: "Sign in with --auth browser or --auth device-code.",
    });
  const { tenantId, homeAccountId, userName, tokens } = signedIn;
  const earlier = (await store.list()).sessions.find(
    (one) => one.cloud === session.cloud.name && one.tenantId === tenantId && one.clientId === clientId,
  );
  const saved: SavedSession = {
    cloud: session.cloud.name,
    tenantId,
    tenantNames: [...new Set([...namesFrom(options.tenant, organization), ...(earlier?.tenantNames ?? [])])],
    clientId,
    kind,
    userName,
    homeAccountId,
    signedInAt: new Date(session.clock.epoch()).toISOString(),
  };
  const protection = dryRun ? null : await store.save(saved, tokens);
  const { homeAccountId: _, ...shown } = saved;
  return {
    schema: "aadc-cloud/login@1",
    tenantId,
    tenant: organization.state === "unknown" ? null : { ...namesOf(organization.value), cloud: session.cloud.name },
    at: serviceTimeOf(session),
    operator: session.operator,
    toolVersion: TOOL_VERSION,
    ...(options.ticket === undefined ? {} : { ticket: options.ticket }),
    dryRun,
    session: shown,
    protection,
    azure,
    next: dryRun ? [] : [session.typed("doctor")],
    notes: [...options.notesOn(saved)],
  };
}

/** Asked now, so that a second factor which Azure wants is asked for here, and not in the middle of a command. */
async function observeAzure({ credential, cloud }: Session): Promise<ResultOf<"login">["azure"]> {
  if (!cloud.hasConnectHealth) return { state: "not-offered" };
  try {
    await credential.getToken(`${cloud.arm}/.default`);
    return { state: "ready" };
  } catch (error) {
    const isRefusal = error instanceof SignInError || error instanceof PermissionError || error instanceof ServiceError;
    if (!isRefusal) throw error;
    // Whose registration is for other commands has nothing to mend.
    const only = isConsentMissing(error.code)
      ? "Only verify-sync and cleanup-health need it. If they are wanted: "
      : "";
    return { state: "refused", reason: error.message, remedy: `${only}${error.remedy}` };
  }
}

/** Words that mean any tenant (learn.microsoft.com, "Microsoft identity platform endpoints"). */
const ANY_TENANT = ["common", "organizations", "consumers"];

function namesFrom(given: string, organization: Fact<TenantName>): readonly string[] {
  const name = given.toLowerCase();
  const isName = name.includes(".") && !ANY_TENANT.includes(name);
  const initial = organization.state === "known" ? [organization.value.initialDomain.toLowerCase()] : [];
  return [...(isName ? [name] : []), ...initial];
}

export function namesOf({ displayName, initialDomain }: TenantName) {
  return { displayName, initialDomain };
}
