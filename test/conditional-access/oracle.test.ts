// The evaluator against a second one that was written from the documentation alone.
import { expect, test } from "vitest";
import { bindingOf } from "../../src/conditional-access/binding.js";
import { type Evaluator, firstDifference, holdAgainstOracle } from "./agreement.js";

test("the same tenants every time", () => holdAgainstOracle(bindingOf, { seed: 20_261_122, numRuns: 120 }));

test("other tenants every time", () => holdAgainstOracle(bindingOf, { numRuns: 60 }));

test("an evaluator that knows nothing is found out, and so is one that is always sure", async () => {
  const always =
    (verdict: "unknown" | "binds" | "does-not-bind", applies: "unknown" | "yes" | "no"): Evaluator =>
    (policy, subject, facts) => {
      const told = bindingOf(policy, subject, facts);
      return { ...told, verdict, resources: told.resources.map((one) => ({ ...one, applies })) };
    };
  for (const evaluator of [always("unknown", "unknown"), always("binds", "yes"), always("does-not-bind", "no")])
    expect(await firstDifference(evaluator, 1, 100)).not.toBeNull();
});
