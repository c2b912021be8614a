// Which policies apply to a sign-in, and why others do not: "The Conditional Access What If tool" and
// "whatIfAnalysisResult resource type".
import type { Tenant } from "../../store/tenant-state.js";
import { matchesTarget } from "./application-condition.js";
import { fitsRule } from "./device-filter.js";
import { matchesIdentity, type Subject, subjectOf } from "./identity-condition.js";
import { matchesLocation } from "./location-condition.js";
import { type PolicyForm, policyForm, settled } from "./policy-form.js";
import { included, type SignIn, type SignInConditions, type Verdict, verdict } from "./sign-in.js";

/** Members of whatIfAnalysisReasons that occur here. */
type AnalysisReason =
  | "notSet"
  | "notEnoughInformation"
  | "users"
  | "workloadIdentities"
  | "application"
  | "userActions"
  | "authenticationContext"
  | "devicePlatform"
  | "devices"
  | "clientApps"
  | "location"
  | "signInRisk"
  | "userRisk"
  | "insiderRisk"
  | "authenticationFlow"
  | "emptyPolicy"
  | "policyNotEnabled";

type Policy = Tenant["conditionalAccessPolicies"][number];

export interface PolicyResult {
  readonly policy: Policy;
  readonly form: PolicyForm;
  readonly applies: boolean;
  /** `notSet` where the policy applies, otherwise the first condition that does not hold. */
  readonly reason: AnalysisReason;
}

/** All policies of the tenant, in its order. Report-only policies apply like enabled ones; disabled ones never do. */
export function evaluatePolicies(tenant: Tenant, signIn: SignIn): readonly PolicyResult[] {
  const subject = subjectOf(tenant, signIn.identity);
  const locations = settled(tenant.namedLocations);
  return settled(tenant.conditionalAccessPolicies).map((policy) => {
    const form = policyForm(policy);
    const reason = firstReason(form, subject, signIn, locations);
    return { policy, form, applies: reason === "notSet", reason };
  });
}

type Check = (form: PolicyForm, conditions: SignInConditions, locations: Tenant["namedLocations"]) => Verdict;

/** In which order they are asked is a choice: documents only say that the first one that fails is told. */
const CHECKS: readonly (readonly [AnalysisReason, Check])[] = [
  ["devicePlatform", matchesPlatform],
  ["clientApps", matchesClientApp],
  ["location", (form, conditions, locations) => matchesLocation(form, locations, conditions)],
  ["signInRisk", (form, conditions) => isOneOf(form.signInRiskLevels, conditions.signInRiskLevel)],
  ["userRisk", (form, conditions) => isOneOf(form.userRiskLevels, conditions.userRiskLevel)],
  ["insiderRisk", (form, conditions) => isOneOf(form.insiderRiskLevels, conditions.insiderRiskLevel)],
  ["devices", matchesDevice],
  ["authenticationFlow", (form, conditions) => isOneOf(form.transferMethods, conditions.transferMethod)],
];

/** The risk of a service principal has no reason of its own in the enumeration; `signInRisk` is a choice. */
const WORKLOAD_CHECKS: readonly (readonly [AnalysisReason, Check])[] = [
  ["location", (form, conditions, locations) => matchesLocation(form, locations, conditions)],
  ["signInRisk", (form, conditions) => isOneOf(form.servicePrincipalRiskLevels, conditions.servicePrincipalRiskLevel)],
];

function firstReason(
  form: PolicyForm,
  subject: Subject,
  { context, conditions }: SignIn,
  locations: Tenant["namedLocations"],
): AnalysisReason {
  if (form.state !== "enabled" && form.state !== "enabledforreportingbutnotenforced") return "policyNotEnabled";
  if (!form.hasControls) return "emptyPolicy";
  const identity = matchesIdentity(form, subject);
  if (identity !== "met") return reasonOf(identity, subject.kind === "user" ? "users" : "workloadIdentities");
  const target = matchesTarget(form, context);
  if (target.verdict !== "met") return reasonOf(target.verdict, target.reason);
  for (const [reason, check] of subject.kind === "user" ? CHECKS : WORKLOAD_CHECKS) {
    const found = check(form, conditions, locations);
    if (found !== "met") return reasonOf(found, reason);
  }
  return "notSet";
}

/** What is not known keeps a policy from applying: "the What If API can't evaluate those conditions". */
function reasonOf(found: Verdict, reason: AnalysisReason): AnalysisReason {
  return found === "unknown" ? "notEnoughInformation" : reason;
}

/** No values: the condition is not configured. */
function isOneOf(values: readonly string[], value: string | undefined): Verdict {
  if (values.length === 0) return "met";
  return value === undefined ? "unknown" : verdict(values.includes(value.toLowerCase()));
}

function matchesPlatform({ platforms }: PolicyForm, { devicePlatform }: SignInConditions): Verdict {
  if (platforms === undefined) return "met";
  const platform = devicePlatform?.toLowerCase();
  const holds = (values: readonly string[]): Verdict => {
    if (values.includes("all")) return "met";
    if (values.length === 0) return "unmet";
    return platform === undefined ? "unknown" : verdict(values.includes(platform));
  };
  return included(holds(platforms.include), holds(platforms.exclude));
}

/** `easSupported` are the Exchange ActiveSync clients on platforms that can be managed. */
function matchesClientApp({ clientAppTypes }: PolicyForm, { clientAppType }: SignInConditions): Verdict {
  if (clientAppTypes.length === 0 || clientAppTypes.includes("all")) return "met";
  return isOneOf(clientAppTypes, clientAppType);
}

function matchesDevice({ deviceFilter }: PolicyForm, { deviceInfo }: SignInConditions): Verdict {
  if (deviceFilter === undefined) return "met";
  if (deviceInfo === undefined) return "unknown";
  const fits = fitsRule(deviceFilter.rule, deviceInfo);
  return deviceFilter.mode === "exclude" ? included("met", fits) : fits;
}
