// Holds an evaluator against the oracle, tenant by tenant.
import fc from "fast-check";
import type { Binding, SignInFacts, Subject } from "../../src/conditional-access/subject.js";
import type { Policy } from "../../src/tenant/policies.js";
import { observedOf } from "./observed-facts.js";
import { blocksLegacyClients, demandsSomething, includesOnPurpose } from "./oracle.js";
import { type Expected, expectedOf } from "./possible-worlds.js";
import type { SomePolicy } from "./some-policies.js";
import { type SomeCase, someCase } from "./some-tenants.js";

export type Evaluator = (policy: Policy, subject: Subject, facts: SignInFacts) => Binding;

/** Throws with what differs of the smallest tenant in which it does. */
export async function holdAgainstOracle(evaluator: Evaluator, parameters: fc.Parameters<[SomeCase]>): Promise<void> {
  await fc.assert(
    fc.asyncProperty(someCase, async (one) => {
      const differences = await differencesOf(evaluator, one);
      if (differences.length > 0) throw new Error(differences.join("\n"));
    }),
    parameters,
  );
}

/** How many tenants of those that are tried first it takes until one differs; null where none does. */
export async function firstDifference(evaluator: Evaluator, seed: number, numRuns: number): Promise<number | null> {
  const details = await fc.check(
    fc.asyncProperty(someCase, async (one) => (await differencesOf(evaluator, one)).length === 0),
    { seed, numRuns, endOnFailure: true },
  );
  return details.failed ? details.numRuns : null;
}

async function differencesOf(evaluator: Evaluator, one: SomeCase): Promise<readonly string[]> {
  const { policies, subject, facts } = await observedOf(one);
  return policies.flatMap((policy, index) => {
    const some = one.tenant.policies[index];
    if (some === undefined) throw new Error("A policy was lost in reading.");
    const expected = expectedOf(one, some);
    const told = evaluator(policy, subject, facts);
    const where = `policy ${index}`;
    return [
      ...besides(told, one, some).map((difference) => `${where}: ${difference}`),
      ...(told.verdict === "report-only" && expected.verdict.enforcesNothing && expected.verdict.unknownAllowed
        ? []
        : differenceOf(`${where}, verdict`, told.verdict, expected.verdict, told.reason)),
      ...expected.resources.flatMap(({ appId, ...rest }) => {
        const resource = told.resources.find((other) => other.appId === appId);
        if (resource === undefined) return [`${where}: nothing is told of ${appId}`];
        return differenceOf(`${where}, ${appId}`, resource.applies, rest, resource.because);
      }),
    ];
  });
}

/** What is told of a policy beside whether it binds. */
function besides(told: Binding, { tenant, withheld }: SomeCase, policy: SomePolicy): readonly string[] {
  const legacy = blocksLegacyClients(policy);
  // Of whom it cannot reach nobody asks whether it was meant.
  const reached = told.verdict !== "does-not-bind";
  const byName = policy.conditions.users?.includeUsers.includes(tenant.signIn.who.id) === true;
  // A role that it has through a group is not seen where memberships are withheld.
  const named = reached && (byName || !withheld.memberships) ? includesOnPurpose(tenant, policy) : null;
  const demanded = policy.grantControls?.builtInControls ?? [];
  return [
    ...(legacy === null || legacy === told.blocksLegacyClients ? [] : [`it blocks legacy clients: not ${!legacy}`]),
    ...(named === null || named === told.named ? [] : [`the account is meant on purpose: not ${!named}`]),
    ...(demanded.every((control) => told.controls.includes(control)) ? [] : [`controls: only ${told.controls.join()}`]),
    ...(demandsSomething(policy) === told.controls.length > 0 ? [] : [`controls: ${told.controls.join()}`]),
  ];
}

function differenceOf<T extends string>(what: string, told: T | "unknown", expected: Expected<T>, because: string) {
  const all = [...expected.possible].join(" or ");
  if (told === "unknown") return expected.unknownAllowed ? [] : [`${what}: unknown, but it is ${all} (${because})`];
  const isIt = expected.possible.size === 1 && expected.possible.has(told);
  return isIt ? [] : [`${what}: told ${told}, but it is ${all} (${because})`];
}
