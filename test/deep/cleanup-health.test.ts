// `cleanup-health` where the tenant moves on between plan and removal: by a plan that was saved, and while the question stands.
import path from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { errorIn, resultIn } from "../support/cli-result-schemas.js";
import { type Stage, startStage } from "../support/cli-stage.js";
import { healthRemovals } from "../support/health-removals.js";
import { play as playOn } from "../support/old-servers.js";

const OLD = "FAB-SYNC2";
const ACTIVE = "FAB-SYNC1";
const REMOVE = ["cleanup-health", "--server", OLD];
const CONFIRMED = ["--confirm-name", OLD];

let stage: Stage;
beforeEach(async () => {
  stage = await startStage({ scenario: "fabrikam-app" });
  await play(`stop-server ${OLD}`, "advance 3d");
});
afterEach(() => stage.close());

const play = (...events: readonly string[]) => playOn(stage, ...events);

const deletions = () => healthRemovals(stage);

async function listed() {
  const { stdout } = await stage.cli(["cleanup-health", "-o", "json"]);
  return resultIn("cleanup-health", stdout).servers.map(({ machineName, verdict }) => `${machineName} ${verdict}`);
}

const MOVES = [
  ["the server comes back", [`start-server ${OLD}`, "advance 90m"], `${OLD} is alive again`],
  ["the active server falls silent", [`stop-server ${ACTIVE}`, "advance 3d"], "the active server alive any more"],
] as const;

describe.each(MOVES)("%s", (_what, events, words) => {
  test("between the saved plan and its end", async () => {
    const file = path.join(stage.cwd, "plan.json");
    const planned = await stage.cli([...REMOVE, "--plan-out", file]);
    expect(planned.code, planned.stderr).toBe(0);
    await play(...events);
    deletions();
    const { code, stdout } = await stage.cli(["cleanup-health", "--plan", file, "--yes", ...CONFIRMED, "-o", "json"]);
    expect([code, deletions()]).toEqual([4, []]);
    expect(errorIn(stdout).remedy).not.toBe("");
    expect(await listed()).toHaveLength(2);
  });

  test("while the question stands", async () => {
    deletions();
    const { code, stderr } = await stage.cli([...REMOVE, ...CONFIRMED], {
      answers: ["y"],
      onQuestion: () => play(...events),
    });
    expect([code, stderr, deletions()]).toEqual([4, expect.stringContaining(words), []]);
    expect(await listed()).toHaveLength(2);
  });
});

test("nothing moved: it is removed, for good, by the plan that was saved", async () => {
  const file = path.join(stage.cwd, "plan.json");
  expect((await stage.cli([...REMOVE, "--plan-out", file])).code).toBe(0);
  deletions();
  const { code, stderr } = await stage.cli(["cleanup-health", "--plan", file, "--yes", ...CONFIRMED]);
  expect([code, deletions()], stderr).toEqual([0, ["true 200"]]);
  expect(await listed()).toEqual([`${ACTIVE} live`]);
});

test("two at once: the second is refused, and nothing is done twice", async () => {
  deletions();
  let second: { readonly code: number; readonly stdout: string } | undefined;
  const first = await stage.cli([...REMOVE, ...CONFIRMED], {
    answers: ["y"],
    onQuestion: async () => {
      second = await stage.cli([...REMOVE, "--yes", ...CONFIRMED, "-o", "json"]);
    },
  });
  expect([first.code, second?.code, errorIn(second?.stdout ?? "").code]).toEqual([0, 4, "locked"]);
  expect(deletions()).toEqual(["true 200"]);
});

test("two machines at once, which know nothing of each other: one removes it, for both it is gone", async () => {
  deletions();
  const elsewhere = ["--state-dir", path.join(stage.cwd, "elsewhere")];
  let second: { readonly code: number; readonly stderr: string } | undefined;
  const first = await stage.cli([...REMOVE, ...CONFIRMED], {
    answers: ["y"],
    onQuestion: async () => {
      second = await stage.cli([...REMOVE, "--yes", ...CONFIRMED, ...elsewhere]);
    },
  });
  expect([first.code, second?.code], `${first.stderr}${second?.stderr ?? ""}`).toEqual([0, 0]);
  expect(deletions()).toEqual(["true 200"]);
  expect(await listed()).toEqual([`${ACTIVE} live`]);
});
