// Mistakes that somebody might make in the evaluator, each planted in its source: the oracle finds every one.
import { expect, test } from "vitest";
import { firstDifference } from "../conditional-access/agreement.js";
import { type Mutation, mutatedEvaluator } from "../conditional-access/mutated-evaluator.js";
import { temporaryFolder } from "../support/temporary-folder.js";

const MUTATIONS: Readonly<Record<string, Mutation>> = {
  "exclusions are ignored": {
    file: "binding-answer.ts",
    from: `if (excluded.is === "yes") return no(excluded.because);`,
    to: "",
  },
  "an exclusion that is not known is none": {
    file: "binding-answer.ts",
    from: `return isOpen ? { ...excluded, named: included.named === true } : included;`,
    to: "return included;",
  },
  "one condition that holds is enough": {
    file: "binding-answer.ts",
    from: `answers.find(({ is }) => is === "no") ??`,
    to: `answers.find(({ is }) => is === "yes") ??`,
  },
  "what is not known counts as no": {
    file: "binding-answer.ts",
    from: `export const perhaps = (because: string): Answer => ({ is: "unknown", because });`,
    to: `export const perhaps = (because: string): Answer => ({ is: "no", because });`,
  },
  "report-only binds": {
    file: "binding.ts",
    from: `if (state === "enabledForReportingButNotEnforced") return { verdict: "report-only", reason };`,
    to: "",
  },
  "a state that is not known is off": {
    file: "binding.ts",
    from: "return perhaps(`the policy's state",
    to: "return no(`the policy's state",
  },
  "a role that a group gives is not seen": {
    file: "binding-users.ts",
    from: "if (holds(roles, memberships.value.roleIds)) return found;",
    to: "",
  },
  "only the first group counts": {
    file: "binding-users.ts",
    from: "return holds(groups, memberships.value.groupIds) ? found : NOT;",
    to: "return holds(groups, memberships.value.groupIds.slice(0, 1)) ? found : NOT;",
  },
  "memberships that could not be read are none": {
    file: "binding-users.ts",
    from: `if (memberships.state === "unknown") return unread(memberships, does);
  return holds(groups`,
    to: `if (memberships.state === "unknown") return NOT;
  return holds(groups`,
  },
  "members are guests": {
    file: "binding-guests.ts",
    from: `if (kind !== null && lower(users).includes("guestsorexternalusers"))`,
    to: `if (lower(users).includes("guestsorexternalusers"))`,
  },
  "every guest is of every kind": {
    file: "binding-guests.ts",
    from: "if (kind === null || !types.includes(kind))",
    to: "if (kind === null)",
  },
  "all applications, also those left out": {
    file: "binding-applications.ts",
    from: `names(applications.excludeApplications, appId, "excludes")`,
    to: "OTHERS",
  },
  "a browser is a desktop client": {
    file: "binding-clients.ts",
    from: `types.length === 0 || types.includes("all")`,
    to: `types.length === 0 || types.includes("browser") || types.includes("all")`,
  },
  "no client chosen means none": {
    file: "binding-clients.ts",
    from: `types.length === 0 || types.includes("all")`,
    to: `types.includes("all")`,
  },
  "trusted places are forgotten": {
    file: "binding-places.ts",
    from: "locations.value.filter(({ isTrusted }) => isTrusted)",
    to: "locations.value.filter(() => false)",
  },
  "every place is trusted": {
    file: "binding-places.ts",
    from: "locations.value.filter(({ isTrusted }) => isTrusted)",
    to: "locations.value",
  },
  "the first address decides": {
    file: "binding-places.ts",
    from: "if (answers.every(({ is }) => is === first.is)) return first;",
    to: "if (answers.length > 0) return first;",
  },
  "a country is somewhere else": {
    file: "binding-places.ts",
    from: `if (kind === "country") return perhaps(`,
    to: `if (kind === "country") return no(`,
  },
  "a range is twice as wide": {
    file: "binding-addresses.ts",
    from: "list.addSubnet(parsed.address, parsed.prefix,",
    to: "list.addSubnet(parsed.address, parsed.prefix - 1,",
  },
  "a filter leaves in what it is to leave out": {
    file: "binding-circumstances.ts",
    from: `if (mode === "include")
    return fits`,
    to: `if (mode === "exclude")
    return fits`,
  },
  "risk is of no account": {
    file: "binding-circumstances.ts",
    from: "if (isSet(conditions.signInRiskLevels) || isSet(conditions.userRiskLevels))",
    to: "if (isSet(conditions.userRiskLevels))",
  },
  "conditions of tomorrow are ignored": {
    file: "binding-circumstances.ts",
    from: "return other === undefined ?",
    to: "return other !== null ?",
  },
  "a flow that nobody uses binds": {
    file: "binding-circumstances.ts",
    from: `return no("it is about sign-ins by device code or transfer");`,
    to: `return yes("it is about sign-ins by device code or transfer");`,
  },
  "session controls bind": {
    file: "binding-controls.ts",
    from: "if (controls.length === 0) return demandsOfSession(policy);",
    to: "",
  },
  "policies for users reach applications": {
    file: "binding-workloads.ts",
    from: `return no("it is about users, and policies for users never reach applications");`,
    to: `return yes("it is about everybody");`,
  },
  "applications of others are reached": {
    file: "binding-workloads.ts",
    from: "if (subject.ownTenantOnly === false)",
    to: "if (subject.servicePrincipalId === null)",
  },
};

const TRIED = 2000;

test("the evaluator as it is, compiled in the same way, agrees", async () => {
  expect(await firstDifference(await mutatedEvaluator(null, temporaryFolder()), 1, TRIED / 4)).toBeNull();
});

test.each(Object.entries(MUTATIONS))("%s", async (_name, mutation) => {
  const evaluator = await mutatedEvaluator(mutation, temporaryFolder());
  expect(await firstDifference(evaluator, 1, TRIED)).not.toBeNull();
});
