// runs rollback of cleanup-accounts: a user is enabled again, and brought back; what does not come back is said.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { errorIn, resultIn } from "../support/cli-result-schemas.js";
import { type Stage, startStage } from "../support/cli-stage.js";
import { isWrite } from "../support/is-write.js";
import { carriedOut, giveUp, OLD_SERVERS, play, step, YES } from "../support/old-servers.js";
import { tenantState } from "../support/tenant-contents.js";

const rollBack = async (stage: Stage, run: string | null) =>
  resultIn("runs-rollback", await carriedOut(stage, "runs", "rollback", run ?? ""));
async function refused(stage: Stage, run: string | null) {
  stage.time.pass(2_000);
  const { code, stdout } = await stage.cli(["runs", "rollback", run ?? "", ...YES]);
  return { exitCode: code, ...errorIn(stdout) };
}
const kindsOf = (plan: readonly { readonly kind: string }[]) => plan.map(({ kind }) => kind);
describe("a user", () => {
  const NAME = OLD_SERVERS.user.name;
  let stage: Stage;
  beforeAll(async () => {
    stage = await startStage();
    await giveUp(stage, OLD_SERVERS.user);
  }, 60_000);
  afterAll(() => stage.close());
  const user = async () => (await tenantState(stage)).users.find(({ userPrincipalName }) => userPrincipalName === NAME);

  test("that was disabled is enabled again, and nothing is noted of a quarantine", async () => {
    const { runId } = await step(stage, "disable", NAME);
    expect(await user()).toMatchObject({ accountEnabled: false });
    const back = await rollBack(stage, runId);
    expect(kindsOf(back.plan)).toEqual(["note-quarantine", "set-identity-enabled"]);
    expect(await user()).toMatchObject({ accountEnabled: true });
    // Taken back itself it stays enabled: a rollback disables nobody.
    stage.time.pass(2_000);
    const { code, stdout } = await stage.cli(["runs", "rollback", back.runId ?? "", ...YES]);
    const again = resultIn("runs-rollback", stdout);
    expect([code, again.plan]).toEqual([4, []]);
    expect(again.warnings.join(" ")).toContain("cleanup-accounts judges anew whether it may go");
    expect(await user()).toMatchObject({ accountEnabled: true });
  });

  test("that was deleted comes back without its role: never said to be restored, and what makes another one is", async () => {
    await step(stage, "disable", NAME);
    await play(stage, "advance 8d");
    const { runId } = await step(stage, "delete", NAME);
    expect(await user()).toBeUndefined();
    const dry = await stage.cli(["runs", "rollback", runId ?? "", "--dry-run"]);
    expect([dry.code, dry.stdout]).toEqual([0, expect.stringContaining("looked at afterwards") as string]);
    const first = await refused(stage, runId);
    expect(first).toMatchObject({ exitCode: 5, code: "not-whole" });
    expect(first.message).toContain("does not hold the role Directory Synchronization Accounts");
    expect(first.remedy).toMatch(/Add-ADSyncAADServiceAccount/u);
    expect(await user()).toMatchObject({ accountEnabled: false });
    // Once more: nothing is sent, and it is as incomplete as before.
    stage.newRequests();
    const second = await refused(stage, runId);
    expect([second.exitCode, second.message]).toEqual([5, first.message]);
    expect(stage.newRequests().filter((one) => one.host.startsWith("graph") && isWrite(one))).toEqual([]);
  });

  test("that was deleted for good is left alone, and what makes another one is said", async () => {
    await play(stage, "advance 8d");
    // Without its role nothing but its name tells that it is a server's.
    const argv = ["cleanup-accounts", "--step", "delete", "--identity", NAME, "--confirm-name", NAME];
    const declared = ["--decommissioned", "AADC-OLD", "--reason", "shut down", "--confirm-name", "AADC-OLD"];
    const { runId } = resultIn("cleanup-accounts", await carriedOut(stage, ...argv, ...declared));
    await play(stage, "advance 31d");
    const { warnings, plan } = resultIn(
      "runs-rollback",
      (await stage.cli(["runs", "rollback", runId ?? "", ...YES])).stdout,
    );
    expect(plan).toEqual([]);
    expect(warnings.join(" ")).toMatch(/Left alone: .*cannot be restored any more.*Add-ADSyncAADServiceAccount/su);
  });
});
