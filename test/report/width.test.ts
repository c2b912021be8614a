// At 80 columns no line is longer, unless it is one long word.
import { describe, expect, test } from "vitest";
import { createPaint } from "../../src/report/paint.js";
import { planText } from "../../src/report/plan-text.js";
import { render } from "../../src/report/render.js";
import type { Change } from "../../src/shapes/change.js";
import { changesOf, everyChangeOf, listOf, type Name, plain, resultsOf } from "./sample-results.js";

const LAYOUT = { paint: createPaint(false), width: 80 };
const HASH = "0".repeat(64);
const tooLong = (text: string) => text.split("\n").filter((line) => line.length > 80);
const envelope = resultsOf(plain)["cleanup-health"];
/** Several words, together longer than a line. */
const wordy: Name = (text) => `${text} ${"of the Contoso group ".repeat(5)}`.trim();

test.each([true, false])("with plain names nothing is too long (dry run: %s)", async (dryRun) => {
  for (const result of listOf(plain, dryRun))
    expect(tooLong(await render(result, "text", undefined, LAYOUT))).toEqual([]);
});

describe("with names of many words", () => {
  test("summaries, differences and warnings of a plan are wrapped", () => {
    const text = planText(
      { envelope, plan: everyChangeOf(wordy), planHash: HASH, warnings: [wordy("Beware")], reason: wordy("Swap") },
      LAYOUT,
    );
    expect(tooLong(text)).toEqual([]);
    expect(text).toContain("cannot be taken back");
  });

  test("evidence and remedies of findings are wrapped", async () => {
    const { findings, sync } = resultsOf(wordy)["verify-sync"];
    const result = { ...resultsOf(plain)["verify-sync"], findings, sync };
    const text = await render(result, "text", undefined, LAYOUT);
    expect(tooLong(text)).toEqual([]);
    expect(text).toContain("Synchronisation is NOT healthy");
  });

  test("policies that bind an identity are wrapped", async () => {
    const result = resultsOf(plain)["mfa-exclusion-status"];
    const policies = resultsOf(wordy)["mfa-exclusion-status"].policies.map((binding) => ({
      ...binding,
      subject: result.identities[0]?.name ?? "",
    }));
    const text = await render({ ...result, policies }, "text", undefined, LAYOUT);
    expect(tooLong(text)).toEqual([]);
    expect(text).toContain("Require MFA of the Contoso group");
  });
});

test("a word that is longer than a line stays whole", () => {
  const [, , exclude] = changesOf((text) => `${text}${"-long".repeat(20)}`);
  const text = planText(
    { envelope, plan: exclude === undefined ? [] : [exclude], planHash: HASH, warnings: [] },
    LAYOUT,
  );
  expect(text).toContain(`MFA${"-long".repeat(20)}`);
});

test("an id is shown whole, however many there are: people compare it", () => {
  const ids = ["d29b2b05-8046-44ba-8758-1e26182fcf32", "a92aed5d-d78a-4d16-b381-09adb37eb3b0"];
  const change: Change = {
    kind: "exclude-role",
    target: { policyId: "p-1", policyName: "Require MFA" },
    summary: "exclude",
    before: { excludeRoles: ["r-1"] },
    after: { excludeRoles: ["r-1", ...ids] },
    reversible: true,
  };
  const text = planText({ envelope, plan: [change], planHash: HASH, warnings: [] }, LAYOUT);
  for (const id of ids) expect(text).toContain(id);
  expect(text).toContain("1 before");
});
