// What the hash of a plan stands for: all of the plan, and nothing but it.
import fc from "fast-check";
import { expect, test } from "vitest";
import type { Json } from "../../src/shapes/change.js";
import { type PlanCore, planHash } from "../../src/shapes/plan.js";
import { leavesOf, somePlan, turnedRound, withOtherLeaf } from "./some-changes.js";

fc.configureGlobal({ seed: 20_261_122 });

const asJson = (core: PlanCore) => JSON.parse(JSON.stringify(core)) as Json;
const hashOf = (value: Json) => planHash(value as unknown as PlanCore);

test("a plan that was written and read back has the same hash, however its keys are ordered", () => {
  fc.assert(
    fc.property(somePlan, (core) => {
      const hash = planHash(core);
      expect(hash).toMatch(/^[0-9a-f]{64}$/u);
      expect(hashOf(asJson(core))).toBe(hash);
      expect(hashOf(turnedRound(asJson(core)))).toBe(hash);
    }),
  );
});

test("another value anywhere in it is another hash", () => {
  fc.assert(
    fc.property(somePlan, fc.nat(), (core, choice) => {
      const json = asJson(core);
      const leaves = leavesOf(json).filter((way) => way.join(".") !== "wishes.passwordTo");
      const other = withOtherLeaf(json, leaves[choice % leaves.length] ?? []);
      expect(hashOf(other)).not.toBe(planHash(core));
    }),
    { numRuns: 400 },
  );
});

test("the place of a password is not part of it, and only the place", () => {
  fc.assert(
    fc.property(somePlan, fc.string(), (core, place) => {
      const withMore = (more: Readonly<Record<string, Json>>) =>
        planHash({ ...core, wishes: { ...(core.wishes as Readonly<Record<string, Json>>), ...more } });
      expect(withMore({ passwordTo: place })).toBe(planHash(core));
      expect(withMore({ place })).not.toBe(planHash(core));
    }),
  );
});

test("so is another order of its changes, one less or one twice", () => {
  fc.assert(
    fc.property(somePlan, (core) => {
      const [first, ...rest] = core.plan;
      fc.pre(first !== undefined);
      const different = [rest, [first, ...core.plan]];
      const turned = [...core.plan].reverse();
      if (JSON.stringify(turned) !== JSON.stringify(core.plan)) different.push(turned);
      for (const plan of different) expect(planHash({ ...core, plan })).not.toBe(planHash(core));
    }),
  );
});
