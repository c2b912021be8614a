// `cleanup-health --attest` from the first refusal to the journal, and a removal whose answer was lost.
import path from "node:path";
import { afterEach, expect, test } from "vitest";
import { createFaults, type Fault, type Faults } from "../../src/sandbox/faults/faults.js";
import { errorIn, resultIn } from "../support/cli-result-schemas.js";
import { type Stage, startStage } from "../support/cli-stage.js";
import { healthRemovals } from "../support/health-removals.js";
import { withOldServers } from "../support/health-variants.js";

/** It reported once, and no upload is on record. */
const DOUBT = "FAB-OLD3";
const SURE = "FAB-OLD1";
const REASON = "its virtual machine was deleted";

let stage: Stage;
afterEach(() => stage.close());

const run = (...argv: readonly string[]) => stage.cli(["cleanup-health", ...argv, "--yes", "-o", "json"]);

const deletions = () => healthRemovals(stage);

async function listed() {
  const { stdout } = await stage.cli(["cleanup-health", "-o", "json"]);
  return resultIn("cleanup-health", stdout).servers.map(({ machineName }) => machineName);
}

test("what nobody can judge goes by somebody's word alone, which plan, result and journal keep", async () => {
  stage = await startStage({ scenario: withOldServers() });
  const named = ["--server", DOUBT, "--confirm-name", DOUBT];
  const without = await run(...named, "--reason", REASON);
  expect([without.code, errorIn(without.stdout).code]).toEqual([4, "server-unknown"]);
  const other = await run(...named, "--attest", SURE, "--reason", REASON);
  expect([other.code, errorIn(other.stdout).code]).toEqual([2, "attested-other"]);
  const untyped = await run("--server", DOUBT, "--attest", DOUBT, "--reason", REASON);
  expect([untyped.code, errorIn(untyped.stdout).code]).toEqual([2, "name-not-typed"]);
  expect(deletions()).toEqual([]);
  const attested = [...named, "--attest", DOUBT, "--reason", REASON];
  const shown = await stage.cli(["cleanup-health", ...attested, "--dry-run"]);
  expect([shown.code, shown.stdout]).toEqual([0, expect.stringContaining(REASON)]);
  const { code, stdout, stderr } = await run(...attested);
  expect(code, stderr + stdout).toBe(0);
  const result = resultIn("cleanup-health", stdout);
  const guard = expect.stringMatching(/^server-unknown:FAB-OLD3 \(0a000000-/) as string;
  expect(result).toMatchObject({ changed: true, reason: REASON, guardsOverridden: [guard] });
  expect(deletions()).toEqual(["true 200"]);
  expect(await listed()).not.toContain(DOUBT);
  const journal = await stage.cli(["runs", "show", result.runId ?? "", "-o", "json"]);
  for (const kept of [REASON, "server-unknown:FAB-OLD3", '"serviceMemberId"', '"createdDate"'])
    expect(journal.stdout).toContain(kept);
});

const LOST: readonly (readonly [string, Fault["fault"], readonly string[]])[] = [
  ["cut", { kind: "reset", work: "done" }, ["true 200"]],
  ["an error, and nothing was done", { kind: "status", status: 503, body: "empty" }, ["true 503", "true 200"]],
];
const REMOVE = ["cleanup-health", "--server", SURE, "--confirm-name", SURE, "--yes", "-o", "json"];

test.each(LOST)(
  "the answer to the removal is %s: it is done once, and the list confirms it",
  async (_how, fault, sent) => {
    const faults = createFaults([{ host: "arm", method: "DELETE", nth: [1], fault }], 1);
    stage = await startStage({ scenario: withOldServers(), faults });
    const { code, stdout, stderr } = await stage.cli(REMOVE);
    expect(code, stderr + stdout).toBe(0);
    const { applied, changed } = resultIn("cleanup-health", stdout);
    expect(deletions()).toEqual(sent);
    expect([changed, applied.map(({ outcome }) => outcome)]).toEqual([true, ["done"]]);
    expect(await listed()).not.toContain(SURE);
  },
);

test("somebody else removes it in the last moment: the removal is met by 404, and it is gone for both", async () => {
  let others: Promise<{ readonly code: number }> | undefined;
  const faults: Faults = {
    needEarlierAnswers: false,
    strike({ host, method }) {
      if (host !== "arm" || method !== "DELETE" || others !== undefined) return undefined;
      others = stage.cli([...REMOVE, "--state-dir", path.join(stage.cwd, "elsewhere")]);
      return others.then(() => undefined);
    },
  };
  stage = await startStage({ scenario: withOldServers(), faults });
  const { code, stdout, stderr } = await stage.cli(REMOVE);
  expect([code, (await others)?.code], stderr + stdout).toEqual([0, 0]);
  expect(deletions()).toEqual(["true 200", "true 404"]);
  expect(await listed()).not.toContain(SURE);
});

test("its answer is lost, and what is read is old: it is sent again, and the 404 counts as done", async () => {
  let sent = 0;
  const faults: Faults = {
    needEarlierAnswers: true,
    strike({ host, method }) {
      if (host !== "arm") return undefined;
      if (method === "DELETE") sent += 1;
      if (method === "DELETE" && sent === 1) return { kind: "reset", work: "done" };
      return method === "GET" && sent === 1 ? { kind: "stale" } : undefined;
    },
  };
  stage = await startStage({ scenario: withOldServers(), faults });
  const { code, stdout, stderr } = await stage.cli(REMOVE);
  expect(code, stderr + stdout).toBe(0);
  expect(resultIn("cleanup-health", stdout).applied.map(({ outcome }) => outcome)).toEqual(["done"]);
  expect(deletions()).toEqual(["true 200", "true 404"]);
  expect(await listed()).not.toContain(SURE);
});
