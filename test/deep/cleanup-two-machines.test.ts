// Two machines that know nothing of each other clean up at once: the second runs whole right before a request of the first.
import path from "node:path";
import { expect, test } from "vitest";
import { errorIn } from "../support/cli-result-schemas.js";
import { type Stage, startStage } from "../support/cli-stage.js";
import { giveUp, OLD_SERVERS } from "../support/old-servers.js";
import { secondWriter } from "../support/second-writer.js";
import { tenantState } from "../support/tenant-contents.js";

const { user } = OLD_SERVERS;

async function synchronising(stage: Stage) {
  const { users } = await tenantState(stage);
  return users.filter(({ userPrincipalName }) => userPrincipalName.startsWith("Sync_"));
}

function disable(stage: Stage, name: string, machine: string, active: string) {
  const words = ["cleanup-accounts", "--step", "disable", "--identity", name, "--active-server", active];
  stage.time.pass(2_000);
  return stage.cli([...words, "--yes", "-o", "json", "--state-dir", path.join(stage.cwd, machine)]);
}

/** The first is overtaken so many requests before the last of those that a dry run sends, and it looks again after that. */
test.each([0, 1, 3, 11])("%i before the end of its plan: the same identity, and the other one's", async (ago) => {
  const writer = secondWriter();
  const stage = await startStage({ ...user, faults: writer });
  try {
    await giveUp(stage, user);
    const others = (await synchronising(stage)).filter(({ userPrincipalName }) => userPrincipalName !== user.name);
    expect(others.map(({ accountEnabled }) => accountEnabled)).toContain(true);
    const active = others.find(({ userPrincipalName }) => userPrincipalName.startsWith("Sync_AADC-NEW"));
    writer.arm(0, async () => undefined);
    const dry = await stage.cli(["cleanup-accounts", "--step", "disable", "--identity", user.name, "--dry-run"]);
    expect(dry.code, dry.stderr).toBe(0);
    const position = writer.disarm().length - ago;
    const seconds: { readonly code: number; readonly stdout: string }[] = [];
    writer.arm(position, async () => {
      seconds.push(await disable(stage, active?.userPrincipalName ?? "", "b", "AADC-OLD"));
      seconds.push(await disable(stage, user.name, "b", "AADC-NEW"));
    });
    const first = await disable(stage, user.name, "a", "AADC-NEW");
    writer.disarm();
    const [crossed, same] = seconds;
    expect([crossed?.code, errorIn(crossed?.stdout ?? "").code]).toEqual([4, "other-server-active"]);
    expect([first.code, same?.code], first.stderr).toEqual([0, 0]);
    const now = await synchronising(stage);
    expect(now.find(({ userPrincipalName }) => userPrincipalName === user.name)?.accountEnabled).toBe(false);
    expect(now.find(({ id }) => id === active?.id)?.accountEnabled).toBe(true);
  } finally {
    await stage.close();
  }
});
