// Conditional Access, security defaults and per-user MFA at a sign-in to an application's resource.
import { appliedPolicies } from "../laws/conditional-access/applied-policies.js";
import type { Control } from "../laws/conditional-access/controls.js";
import { missingControls } from "../laws/conditional-access/controls.js";
import { evaluatePolicies } from "../laws/conditional-access/evaluation.js";
import type { SignIn as EvaluatedSignIn } from "../laws/conditional-access/sign-in.js";
import { securityDefaultsAskMfa } from "../laws/security-defaults-mfa.js";
import { userById } from "../store/people.js";
import type { Tenant } from "../store/tenant-state.js";
import type { World } from "../world.js";
import type { Application, ServicePrincipal } from "./applications.js";
import { LoginError, type LoginFault } from "./login-error.js";
import { secondFactorRefusal } from "./second-factor-refusal.js";
import type { SignIn } from "./user-sign-in.js";

export interface ConditionsOfSignIn {
  readonly signIn: SignIn;
  readonly application: Application;
  readonly resourceAppId: string;
  /** `deviceCodeFlow`; absent: none. */
  readonly transferMethod?: string;
}

/** What somebody does who answers every question at once; a device or an app that is demanded is not there. */
const ANSWERED: readonly Control[] = ["termsofuse", "passwordchange", "riskremediation", "custom"];

/** @throws {LoginError} 53003 blocked, 50076 or 50079 a second factor, 53000 … a device or an app that is not there */
export function checkConditions(world: World, conditions: ConditionsOfSignIn): void {
  const { tenant } = world.store;
  const { signIn, resourceAppId } = conditions;
  const satisfied = satisfiedBy(signIn);
  for (const { applies, form, policy } of evaluatePolicies(tenant, evaluated(tenant, conditions))) {
    if (!applies || form.state !== "enabled") continue;
    const [missing] = [...missingControls(form, new Set(satisfied))].sort((one, other) => rank(one) - rank(other));
    if (missing !== undefined) throw userRefusal(world, signIn, missing, policy.id);
  }
  const perUser = userById(tenant, signIn.userId)?.perUserMfaState ?? "disabled";
  const isAsked = perUser !== "disabled" || securityDefaultsAskMfa(tenant, signIn.userId, resourceAppId);
  if (isAsked && !signIn.amr.includes("mfa")) throw userRefusal(world, signIn, "mfa");
}

/** Policies for workload identities can only block ("Conditional Access for workload identities"). */
export function checkWorkloadConditions(world: World, principal: ServicePrincipal, resourceAppId: string): void {
  const found = evaluatePolicies(world.store.tenant, {
    identity: { kind: "servicePrincipal", servicePrincipalId: principal.id },
    context: { kind: "applications", appIds: [resourceAppId] },
    conditions: { servicePrincipalRiskLevel: "none" },
  });
  const isBlocked = found.some(
    ({ applies, form }) => applies && form.state === "enabled" && missingControls(form, new Set()).length > 0,
  );
  if (isBlocked) throw cannotBeMet(BLOCKED, {});
}

/** As the sign-in log lists them. */
export function policiesAt(world: World, conditions: ConditionsOfSignIn) {
  const { tenant } = world.store;
  const satisfied = satisfiedBy(conditions.signIn);
  return appliedPolicies(tenant, evaluated(tenant, conditions), { satisfied, isInteractive: true });
}

function satisfiedBy({ amr }: SignIn): readonly Control[] {
  return amr.includes("mfa") ? [...ANSWERED, "mfa", "strength"] : ANSWERED;
}

/** Where the person sits is a choice: in the tenant's own country, at a device that the tenant does not know. */
function evaluated(
  tenant: Tenant,
  { signIn, application, resourceAppId, transferMethod }: ConditionsOfSignIn,
): EvaluatedSignIn {
  const country = tenant.organization.countryLetterCode;
  return {
    identity: { kind: "user", userId: signIn.userId },
    context: { kind: "applications", appIds: [resourceAppId] },
    conditions: {
      clientAppType: application.isPublicClient ? "mobileAppsAndDesktopClients" : "browser",
      devicePlatform: "windows",
      deviceInfo: {},
      signInRiskLevel: "none",
      userRiskLevel: "none",
      insiderRiskLevel: "none",
      transferMethod: transferMethod ?? "none",
      ...(country === null ? {} : { country }),
    },
  };
}

type Refusal = readonly [number: number, text: string];

const BLOCKED: Refusal = [
  53003,
  "Access has been blocked by Conditional Access policies. The access policy does not allow token issuance.",
];

const REFUSALS: Readonly<Record<string, Refusal>> = {
  block: BLOCKED,
  compliantdevice: [
    53000,
    "Device is not in required device state: compliant. Conditional Access policy requires a compliant device, and the device is not compliant. The user must enroll their device with an approved MDM provider like Intune.",
  ],
  domainjoineddevice: [
    53001,
    "Device is not in required device state: domain_joined. Conditional Access policy requires a domain joined device, and the device is not domain joined.",
  ],
  approvedapplication: [
    53002,
    "Application used is not an approved application for Conditional Access. User needs to use one of the apps from the list of approved applications to use in order to get access.",
  ],
  compliantapplication: [53009, "Application needs to enforce Intune protection policies."],
};

/**
 * A second factor can be brought by asking the person: `interaction_required` ("OAuth 2.0 On-Behalf-Of flow", error
 * response), with the policy in the claims. What nobody can do on the spot is an `invalid_grant` whose suberror says
 * that there is only something to read (the words are those that MSAL knows).
 */
function userRefusal(world: World, { userId }: SignIn, missing: Control, policyId?: string): LoginError {
  const values = policyId === undefined ? {} : { values: [policyId] };
  const claims = JSON.stringify({ access_token: { capolids: { essential: true, ...values } } });
  const told = policyId === undefined ? {} : { claims };
  const refusal = REFUSALS[missing];
  if (refusal !== undefined) return cannotBeMet(refusal, told);
  return secondFactorRefusal(world, userId, { suberror: "basic_action", ...told });
}

function cannotBeMet([number, text]: Refusal, told: Pick<LoginFault, "claims">): LoginError {
  return new LoginError(400, "invalid_grant", number, text, { suberror: "message_only", ...told });
}

/** A block is told before everything else, a second factor before what else is missing. */
function rank(control: Control): number {
  if (control === "block") return 0;
  return control === "mfa" || control === "strength" ? 1 : 2;
}
