// What this machine's journals tell of disablings: of this tenant, carried out, the newest.
import { writeFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { fileJournals } from "../../src/changes/file-journals.js";
import { disabledByRuns } from "../../src/commands/disabled-by-runs.js";
import type { Change } from "../../src/shapes/change.js";
import type { OfSyncIdentity } from "../../src/shapes/identity-change.js";
import { HEAD, planEntry, sentOf } from "../changes/journal-entries.js";
import { manualClock } from "../support/manual-clock.js";
import { temporaryFolder } from "../support/temporary-folder.js";

const USER: OfSyncIdentity = { type: "user", name: "Sync_A", userId: "USER-1" };
const APPLICATION: OfSyncIdentity = {
  ...{ type: "application", name: "ConnectSync", applicationId: "a", appId: "i", servicePrincipalId: "P-1" },
};
const setEnabled = (target: OfSyncIdentity, accountEnabled: boolean): Change => ({
  ...{ kind: "set-identity-enabled", target, summary: "", reversible: true },
  ...{ before: { accountEnabled: !accountEnabled }, after: { accountEnabled } },
});

interface Made {
  readonly change: Change;
  /** Null: it was about to be sent. */
  readonly at?: string | null;
  readonly outcome?: "done" | "already-so" | "done-earlier";
  readonly tenantId?: string;
}

async function told(made: readonly Made[], damaged: readonly string[] = []) {
  const journals = fileJournals({
    stateDir: temporaryFolder(),
    clock: manualClock(),
    signal: new AbortController().signal,
    uuid: () => crypto.randomUUID(),
  });
  for (const [index, { change, at = null, outcome = "done", tenantId = HEAD.tenantId }] of made.entries()) {
    const run = `20261122T10000${index}Z-aaaaaaaa`;
    const journal = await journals.start(run);
    await journal.append({ entry: "started", run, head: { ...HEAD, tenantId } });
    await journal.append(planEntry("cleanup-accounts"));
    await journal.append({ entry: "intent", number: 0, change });
    if (at !== null) await journal.append(sentOf(0, { outcome, at }));
    await journal.close();
  }
  for (const run of damaged) writeFileSync(path.join(journals.where, `${run}.jsonl`), "not a journal\n");
  const warnings: string[] = [];
  const found = await disabledByRuns(journals, HEAD.tenantId.toUpperCase(), (why) => warnings.push(why));
  return { found: Object.fromEntries(found), warnings };
}

test("the newest disabling of each, by ids in lower case", async () => {
  const { found } = await told([
    { change: setEnabled(USER, false), at: "2026-11-20T00:00:00Z" },
    { change: setEnabled(USER, false), at: "2026-11-22T00:00:00Z" },
    { change: setEnabled(USER, false), at: "2026-11-21T00:00:00Z" },
    { change: setEnabled(APPLICATION, false), at: "2026-11-19T00:00:00Z", outcome: "done-earlier" },
  ]);
  expect(found).toEqual({ "user-1": "2026-11-22T00:00:00.000Z", "p-1": "2026-11-19T00:00:00.000Z" });
});

test.each<[string, Made]>([
  ["an enabling", { change: setEnabled(USER, true), at: "2026-11-20T00:00:00Z" }],
  ["one that was so already", { change: setEnabled(USER, false), at: "2026-11-20T00:00:00Z", outcome: "already-so" }],
  ["one that was never answered", { change: setEnabled(USER, false) }],
  ["another tenant's", { change: setEnabled(USER, false), at: "2026-11-20T00:00:00Z", tenantId: "other" }],
  ["one at no time", { change: setEnabled(USER, false), at: "yesterday" }],
])("%s tells nothing", async (_what, made) => {
  expect((await told([made])).found).toEqual({});
});

test("a journal that cannot be read is said, and hides no other", async () => {
  const { found, warnings } = await told(
    [{ change: setEnabled(USER, false), at: "2026-11-20T00:00:00Z" }],
    ["20261122T100009Z-bbbbbbbb"],
  );
  expect(Object.keys(found)).toEqual(["user-1"]);
  expect(warnings).toHaveLength(1);
});
