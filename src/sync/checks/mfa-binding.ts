import { type Check, cannotTell } from "./check.js";

export const mfaBinding: Check = {
  id: "SYNC-007",
  title: "Conditional Access and the sync identities",
  why: "Nobody is there to answer: an account that must do MFA cannot synchronise.",
  link: "https://learn.microsoft.com/entra/identity/conditional-access/policy-all-users-mfa-strength",
  judge: ({ identities }) => {
    if (identities.state === "unknown") return cannotTell(identities);
    const users = identities.value.filter(({ kind, enabled }) => kind === "legacy-user" && enabled !== false);
    if (users.length === 0)
      return {
        result: "not-applicable",
        evidence: "No user synchronises; policies for users do not reach applications.",
      };
    const bound = users.filter(({ boundBy }) => boundBy.length > 0);
    if (bound.length > 0)
      return {
        result: "fail",
        evidence: bound
          .map(({ name, boundBy }) => `${name}: ${boundBy.map((policy) => `"${policy}"`).join(", ")}`)
          .join("; "),
        remedy: "aadc-cloud mfa-exclusion add",
      };
    const perhaps = users.filter(({ perhapsBoundBy }) => perhapsBoundBy.length > 0);
    if (perhaps.length > 0)
      return {
        result: "unknown",
        evidence: perhaps.map(({ name, perhapsBoundBy }) => `${name}: ${perhapsBoundBy.join("; ")}`).join("; "),
        remedy: "aadc-cloud mfa-exclusion status",
      };
    return { result: "pass", evidence: `Not bound: ${users.map(({ name }) => name).join(", ")}.` };
  },
};
