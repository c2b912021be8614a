// Every sign-in that was decided, as the tenant's sign-in log has it: whether it succeeded or not.
import { firstPartyName } from "../laws/first-party.js";
import { recordSignIn, type SignInEntry, type SignInEventType } from "../store/sign-in-trail.js";
import type { World } from "../world.js";
import type { Application, ServicePrincipal } from "./applications.js";
import type { ClientProof } from "./client-proof.js";
import { type ConditionsOfSignIn, policiesAt } from "./conditions.js";
import { LoginError } from "./login-error.js";

/** Clients reach the sandbox from this machine, and from nowhere else. */
const ADDRESS = "127.0.0.1";

interface RecordedUser extends ConditionsOfSignIn {
  readonly eventType: Extract<SignInEventType, "interactiveUser" | "nonInteractiveUser">;
  readonly userAgent: string | undefined;
}

/** Does the work of a user's sign-in and notes what came of it; what it throws goes on unchanged. */
export function recordingUser<T>(world: World, of: RecordedUser, work: () => T): T {
  return recording(world, work, () => {
    const { signIn, application, resourceAppId, transferMethod, eventType, userAgent } = of;
    const user = world.store.tenant.users.find((one) => one.id === signIn.userId);
    if (user === undefined) return undefined;
    return {
      eventType,
      who: {
        kind: "user" as const,
        id: user.id,
        userPrincipalName: user.userPrincipalName,
        displayName: user.displayName,
        userType: user.userType,
      },
      client: clientOf(application),
      resource: resourceOf(world, resourceAppId),
      policies: policiesAt(world, of),
      protocol: transferMethod === "deviceCodeFlow" ? "deviceCode" : "oAuth2",
      multiFactor: signIn.amr.includes("mfa"),
      ...(userAgent === undefined ? {} : { userAgent: userAgent.slice(0, 300) }),
    };
  });
}

interface RecordedApplication {
  readonly principal: ServicePrincipal;
  readonly resourceAppId: string;
  readonly credential: ClientProof | "managedIdentity";
}

/** The same of an application by itself, or of a managed identity. */
export function recordingApplication<T>(world: World, of: RecordedApplication, work: () => T): T {
  return recording(world, work, () => ({
    eventType: of.credential === "managedIdentity" ? "managedIdentity" : "servicePrincipal",
    who: { kind: "application", servicePrincipalId: of.principal.id, displayName: of.principal.displayName },
    client: clientOf(of.principal),
    resource: resourceOf(world, of.resourceAppId),
    clientCredentialType: CREDENTIAL_TYPES[of.credential],
  }));
}

const CREDENTIAL_TYPES = {
  "0": "none",
  "1": "clientSecret",
  "2": "clientAssertion",
  managedIdentity: "managedIdentity",
} as const;

type Noted = Omit<SignInEntry, "at" | "ipAddress" | "errorCode" | "failureReason">;

function recording<T>(world: World, work: () => T, entry: () => Noted | undefined): T {
  try {
    const result = work();
    note(world, entry(), undefined);
    return result;
  } catch (error) {
    if (error instanceof LoginError) note(world, entry(), error);
    throw error;
  }
}

function note(world: World, noted: Noted | undefined, error: LoginError | undefined): void {
  if (noted === undefined) return;
  const at = world.store.tenantNow();
  const outcome =
    error === undefined ? { errorCode: 0 } : { errorCode: error.fault.number, failureReason: error.fault.text };
  world.store.change((draft) => {
    recordSignIn(draft, { ...noted, at, ipAddress: ADDRESS, ...outcome });
  });
}

function clientOf({ appId, displayName }: Pick<Application, "appId" | "displayName">) {
  return { appId, displayName };
}

function resourceOf(world: World, appId: string) {
  const { servicePrincipals, cloud } = world.store.tenant;
  const found = servicePrincipals.find((one) => one.appId === appId);
  return {
    appId,
    displayName: found?.displayName ?? firstPartyName(appId, cloud) ?? appId,
    ...(found === undefined ? {} : { servicePrincipalId: found.id }),
  };
}
