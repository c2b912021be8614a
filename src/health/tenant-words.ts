// Why Connect Health shows nothing, or may refuse, as far as it says so itself. Sentences for warnings.
import type { Fact } from "../shapes/fact.js";
import type { HealthTenant } from "../tenant/health-tenant.js";

/** @param listed how many servers it lists */
export function tenantWords(tenant: Fact<HealthTenant>, listed: number): readonly string[] {
  const nothing = listed === 0 ? [NOTHING_LISTED] : [];
  if (tenant.state === "unknown")
    return listed === 0
      ? [...nothing, `Whether this tenant uses Connect Health at all is not known: ${tenant.reason}`]
      : [];
  const { premium, onboarded, disabled, inQuarantine } = tenant.value;
  if (onboarded === false && listed === 0)
    return ["This tenant has never used Connect Health: no agent was registered, so that nothing is to be cleaned up."];
  return [
    ...nothing,
    ...(disabled === true ? ["Connect Health is turned off for this tenant: what it lists is from before."] : []),
    ...(inQuarantine === true
      ? ["Connect Health has this tenant in quarantine: it takes no uploads, and servers look older than they are."]
      : []),
    ...(premium === false
      ? [
          "The tenant has no Microsoft Entra ID P1 or P2 by what Connect Health knows: the portal shows no server then, and a removal may be refused.",
        ]
      : []),
  ];
}

/** What to do where its list is not there at all: what it says of the tenant, if anything, decides. */
export function notThereRemedy(tenant: Fact<HealthTenant>): string {
  if (tenant.state === "known" && tenant.value.onboarded === false)
    return "This tenant has never used Connect Health: no agent was registered, so that nothing is to be cleaned up.";
  const said = tenantWords(tenant, 1).join(" ");
  return said === ""
    ? "A tenant in which no Health agent was ever registered answers so. Is there one? Look in the portal, Connect Health, and run this again."
    : said;
}

/** "Microsoft Entra Connect Health FAQ" and its privacy page: version 1 stopped in December 2022, silent servers are hidden. */
const NOTHING_LISTED =
  "Connect Health lists no synchronisation server. After version 1 that is usual: it was cut off in December 2022, and an entry that is silent for 30 days is taken away by the service.";
