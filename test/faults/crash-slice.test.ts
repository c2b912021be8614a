// setup-svc-account as a process of its own, killed where it hurts most: a thing is made and nobody has noted it, a line is
// half written, a file has two names. All other moments, ways and commands are among the deep tests.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { DIRECT } from "../support/account-variants.js";
import { type Stage, startStage } from "../support/cli-stage.js";
import { cutAt, uncut, type Whole } from "../support/crash-matrix.js";
import { momentsWhere, unsyncedWrites } from "../support/crash-moments.js";
import { type Children, startChildren } from "../support/killable-child.js";

let children: Children;
beforeAll(async () => {
  children = await startChildren();
}, 60_000);
afterAll(() => children.close());

describe.each([
  {
    variant: DIRECT,
    where: [
      /^file unlink pw/,
      /^half-written state.*\.jsonl plan/,
      /^request POST graph\S+\/users$/,
      /^answer POST graph\S+\/users$/,
      /^half-written state.*\.jsonl sent/,
      /^answer POST graph\S+\/extensions$/,
      /^answer POST graph\S+\/roleAssignments$/,
      /^write state.*\.jsonl finished/,
    ],
  },
])("$variant.title", ({ variant, where }) => {
  let stage: Stage;
  let whole: Whole;
  beforeAll(async () => {
    stage = await startStage({ ...variant, runs: true });
    whole = await uncut(stage, variant, children);
  }, 60_000);
  afterAll(() => stage.close());

  test("nothing is sent before its intent is on the disk", () => {
    expect(whole.moments.filter(({ what }) => /^(?:POST|PATCH) graph/.test(what)).length).toBeGreaterThan(2);
    expect(unsyncedWrites(whole.moments)).toEqual([]);
  });

  test.each(where)("killed at %s, it ends in the same tenant", async (place) => {
    const [moment] = momentsWhere(whole.moments, ({ kind, what }) => place.test(`${kind} ${what}`));
    expect(await cutAt(stage, variant, children, moment ?? 0, whole)).toBe(true);
  });
});
