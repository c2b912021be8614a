// What a claims challenge asks for, in words, and what each way to sign in can do about it.
import type { AuthKind } from "./sign-in/auth-kinds.js";

interface Demands {
  /** The values of authentication contexts, without the one that stands for multifactor authentication. */
  readonly contexts: readonly string[];
  readonly secondFactor: boolean;
  /** Anything that happened to account, session or application since the token was issued. */
  readonly newer: boolean;
  /** The address that the service has seen. */
  readonly address: string | undefined;
  readonly policies: readonly string[];
  /** Names of claims that none of the above is. */
  readonly others: readonly string[];
}

/** Azure's mandatory MFA asks for this context ("Planning for mandatory multifactor authentication"; azure-sdk-for-js #35493). */
const SECOND_FACTOR_CONTEXT = "p1";

/** Completes "The service asks for …". @param claims JSON, as `claimsIn` gives it */
export function demandsInWords(claims: string): string {
  const { contexts, secondFactor, newer, address, policies, others } = demandsOf(claims);
  const words = [
    ...(secondFactor ? ["multifactor authentication"] : []),
    ...contexts.map((context) => `the authentication context ${context}`),
    ...(address === undefined ? [] : [`a sign-in from the address that it sees, ${address}`]),
    ...(policies.length === 0 ? [] : [`what a Conditional Access policy demands (${policies.join(", ")})`]),
    ...(newer ? ["a newer sign-in, since account, session, application or policy has changed after this one"] : []),
  ];
  if (words.length > 0) return words.join(" and ");
  return others.length === 0
    ? "more than the sign-in has shown"
    : `something that this program does not know (${others.join(", ")})`;
}

/** What to do where even a new token was challenged. */
export function challengeRemedy(claims: string, kind: AuthKind | undefined): string {
  const { contexts, secondFactor, address } = demandsOf(claims);
  if (kind === undefined || kind === "device-code" || kind === "browser")
    return address === undefined
      ? "Sign in again and show what is asked for: aadc-cloud login; in a browser, since a device code may not be enough: --auth browser."
      : `Sign in again from where the command runs: requests to the login host and to the service leave this network by different addresses (${address} is what the service sees). A Conditional Access Administrator can add it to the policy's named location.`;
  if (kind === "azure-cli")
    return "Sign in again: az login --allow-no-subscriptions --tenant with the tenant's id, then run the command again.";
  if (secondFactor || contexts.length > 0)
    return "Nobody is there to answer: sign in as a person (aadc-cloud login), or have a Conditional Access Administrator take the action out of the authentication context.";
  const where =
    address === undefined
      ? ""
      : ` Policies for workload identities may allow certain places only; the service sees ${address}.`;
  const waits =
    kind === "managed-identity"
      ? " Azure hands out a managed identity's token for up to a day: wait, or restart what runs here."
      : "";
  return `Look whether the application is disabled (Cloud Application Administrator: Entra admin center > Enterprise applications > the application > Properties) or risky (Security Administrator: Entra ID Protection > Risky workload identities).${where}${waits}`;
}

function demandsOf(claims: string): Demands {
  const wanted = fieldsOf(fieldsOf(JSON.parse(claims))["access_token"]);
  const { acrs, nbf, xms_rp_ipaddr, capolids, amr, ...others } = wanted;
  const contexts = valuesOf(acrs);
  return {
    contexts: contexts.filter((context) => context !== SECOND_FACTOR_CONTEXT),
    secondFactor: contexts.includes(SECOND_FACTOR_CONTEXT) || valuesOf(amr).includes("mfa"),
    newer: nbf !== undefined,
    address: valuesOf(xms_rp_ipaddr)[0],
    policies: valuesOf(capolids),
    others: Object.keys(others)
      .filter((name) => /^[\w.-]{1,40}$/.test(name))
      .slice(0, 5),
  };
}

/** `{value}` or `{values}` ("Claims parameter" of OpenID Connect Core, 5.5.1); only what can be said in a sentence. */
function valuesOf(claim: unknown): readonly string[] {
  const { value, values } = fieldsOf(claim);
  const all: readonly unknown[] = [value, ...(Array.isArray(values) ? (values as unknown[]) : [])];
  return all.filter((one): one is string => typeof one === "string" && /^[\w.:-]{1,64}$/.test(one)).slice(0, 5);
}

function fieldsOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
}
