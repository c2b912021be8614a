// Whatever is written into a tenant, no text that people see moves their cursor or turns their line.
import { describe, expect, test } from "vitest";
import { heading } from "../../src/report/heading.js";
import { createPaint } from "../../src/report/paint.js";
import { outcomeText, planText } from "../../src/report/plan-text.js";
import { render } from "../../src/report/render.js";
import { everyChangeOf, listOf, type Name, resultsOf } from "./sample-results.js";

const LAYOUT = { paint: createPaint(false), width: 80 };
const ANYTHING_BUT_LINE_FEEDS = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}]/u;
const HOSTILE: readonly (readonly [string, Name])[] = [
  ["escape sequences", (text) => `${text}\u001b[2J\u001b]0;x\u0007\u009b31m`],
  ["line breaks", (text) => `${text}\r\nDone.\u0085\u2028\u2029\v\f`],
  ["turned lines", (text) => `\u202e${text}\u2066\u200f`],
  ["text that hides", (text) => `${text}\u00ad\u{e0041}\u{e007f}\u180e`],
  ["half an emoji", (text) => `\ud83d${text}\ude42`],
  ["200,000 characters", (text) => text + "\u001b".repeat(200_000)],
];

function expectHarmless(text: string, most = 30_000): void {
  for (const line of text.split("\n")) expect(line).not.toMatch(ANYTHING_BUT_LINE_FEEDS);
  expect(text.length).toBeLessThan(most);
}

describe.each(HOSTILE)("names with %s", (_what, name) => {
  test.each([true, false])("in every result (dry run: %s)", async (dryRun) => {
    for (const result of listOf(name, dryRun)) expectHarmless(await render(result, "text", undefined, LAYOUT));
  });

  test("in all details of verify-sync", async () => {
    const layout = { ...LAYOUT, detailed: true };
    // Each finding with its reason and its link, besides.
    expectHarmless(await render(resultsOf(name)["verify-sync"], "text", undefined, layout), 40_000);
  });

  test("in a list without a plan", async () => {
    const health = resultsOf(name)["cleanup-health"];
    expectHarmless(await render({ ...health, plan: [], applied: [] }, "text", undefined, LAYOUT));
  });

  test("in the plan that people are asked about", () => {
    const envelope = resultsOf(name)["cleanup-health"];
    expectHarmless(
      planText(
        {
          envelope,
          plan: everyChangeOf(name),
          planHash: "0".repeat(64),
          warnings: [name("Beware.")],
          reason: name("Swap"),
        },
        LAYOUT,
      ),
      // More than forty changes, each with a sentence and several names.
      2_350 * everyChangeOf((text) => text).length,
    );
  });
});

test("a hostile name breaks no line: as many lines as with a plain one", async () => {
  const lines = async (name: Name) =>
    (await render(resultsOf(name)["mfa-exclusion-status"], "text", undefined, LAYOUT)).split("\n").length;
  expect(await lines((text) => `${text}\n`)).toBe(await lines((text) => `${text}x`));
});

test("a hostile request id breaks no line of an outcome", () => {
  const lines = (name: Name) => outcomeText(resultsOf(name)["mfa-exclusion-add"], LAYOUT).split("\n");
  expect(lines((text) => `${text}\n  done: everything`)).toHaveLength(lines((text) => `${text}x`).length);
});

test("a plan and a report begin with tenant, initial domain, id, cloud and operator", () => {
  const text = heading(resultsOf((name) => name)["verify-sync"]);
  expect(text.split("\n")).toEqual([
    "Tenant    Contoso (contoso.onmicrosoft.com)",
    "          11111111-0000-4000-8000-000000000000, cloud public",
    "Operator  adele@contoso.com (device-code)",
    "Ticket    CHG-1",
    "Time      2026-11-22 10:00 UTC, by the service's clock",
  ]);
});

test("colours come from us alone", async () => {
  const colored = { paint: createPaint(true), width: 80 };
  const text = await render(resultsOf((name) => `${name}\u001b[5m`)["verify-sync"], "text", undefined, colored);
  expect(text).toContain("\u001b[31m");
  expect(text).not.toContain("\u001b[5m");
});
