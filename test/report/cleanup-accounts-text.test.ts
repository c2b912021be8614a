// What `cleanup-accounts` prints: each state of a quarantine in words, what is not known once, and lines that can be copied.
import { expect, test } from "vitest";
import { createPaint } from "../../src/report/paint.js";
import { render } from "../../src/report/render.js";
import type { ResultOf } from "../../src/report/result-schemas.js";
import { known, unknown } from "../../src/shapes/fact.js";
import { plain, resultsOf } from "./sample-results.js";

const LAYOUT = { paint: createPaint(false), width: 80 };
const SAMPLE = resultsOf(plain)["cleanup-accounts"];
const LISTED = { ...SAMPLE, runId: null, dryRun: false, plan: [], applied: [], warnings: [] };
const source = { request: "GET /" };

async function text(result: ResultOf<"cleanup-accounts">): Promise<string> {
  return (await render(result, "text", undefined, LAYOUT)).replaceAll(/\s+/g, " ");
}

function withFirst(changes: Partial<ResultOf<"cleanup-accounts">["identities"][number]>) {
  const [first, ...rest] = LISTED.identities;
  if (first === undefined) throw new Error("The sample has no identity.");
  return { ...LISTED, identities: [{ ...first, ...changes }, ...rest] };
}

test("each state of a quarantine, with the time from which on it can be deleted", async () => {
  const all = await text(LISTED);
  for (const words of [
    "in quarantine since 2026-11-22 02:00 UTC: not proven yet; to be deleted from 2026-11-29 02:00 UTC on, once it is",
    "in quarantine since 2026-11-22 02:00 UTC: proven; to be deleted from 2026-11-29 02:00 UTC on",
    "synchronisation got worse since",
    "proven and over: it can be deleted",
  ])
    expect(all).toContain(words);
});

test("what only its note tells is not called over", async () => {
  const quarantine = known(
    {
      ...{ disabledAt: "2026-11-10T02:00:00Z", provenAt: "2026-11-10T05:00:00Z", until: "2026-11-17T02:00:00.000Z" },
      ...{ witnessed: known(false, source), state: "proven" as const },
    },
    source,
  );
  expect(await text(withFirst({ quarantine }))).toContain(
    "in quarantine since 2026-11-10 02:00 UTC, as its note says, and nothing else: proven; for its deletion the quarantine begins anew",
  );
});

test("what is not known of several for the same reason is said once", async () => {
  const reason = "It was refused, as it is.";
  const identities = LISTED.identities.map((one, index) => ({
    ...one,
    id: `u-${index}`,
    lastSignIn: unknown<string | null>(reason, "Ask."),
  }));
  const all = await text({ ...LISTED, identities });
  expect(all.split(reason)).toHaveLength(2);
  expect(all).toContain(`last sign-in of all: ${reason} Ask.`);
});

test("how far back no write was found, where that is less than a week", async () => {
  const none = { lastWrite: known(null, source) };
  expect(await text(withFirst({ ...none, writesSince: known("2026-11-15T10:00:00.000Z", source) }))).not.toMatch(
    /none since/,
  );
  expect(await text(withFirst({ ...none, writesSince: known("2026-11-18T00:00:00.000Z", source) }))).toContain(
    "last write none since 2026-11-18 00:00 UTC",
  );
});

test("a line to be copied is not broken, and its words are quoted for the shell", async () => {
  const next = ["cleanup-accounts", "--step", "disable", "--identity", `a b; rm ${"x".repeat(80)}`];
  const all = await render(withFirst({ next }), "text", undefined, LAYOUT);
  expect(all).toContain(`\n  aadc-cloud cleanup-accounts --step disable --identity 'a b; rm ${"x".repeat(80)}'\n`);
});

test("no identity at all, and no active server", async () => {
  const all = await text({
    ...LISTED,
    ...{ identities: [], checklist: [], activeServer: unknown("It was refused.", "Grant it.") },
  });
  expect(all).toContain("Active not known: It was refused. Grant it.");
  expect(all).toContain("None was found.");
  expect(all).not.toContain("Left to be done");
});
