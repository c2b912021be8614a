// runs rollback of cleanup-accounts: an application is brought back with all that it had.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import * as z from "zod";
import { resultIn } from "../support/cli-result-schemas.js";
import { type Stage, startStage } from "../support/cli-stage.js";
import { administrator } from "../support/exclusion-ground.js";
import { carriedOut, giveUp, OLD_SERVERS, play, step, YES } from "../support/old-servers.js";
import { tenantState } from "../support/tenant-contents.js";

const rollBack = async (stage: Stage, run: string | null) =>
  resultIn("runs-rollback", await carriedOut(stage, "runs", "rollback", run ?? ""));
const kindsOf = (plan: readonly { readonly kind: string }[]) => plan.map(({ kind }) => kind);
const appRoles = z.object({ value: z.array(z.object({ id: z.string(), appRoleId: z.string() })) });

describe("an application", () => {
  const NAME = OLD_SERVERS.application.name;
  const THEIRS = "Owner: Ana\r\nticket 7";
  let stage: Stage;
  let deleted: string | null = null;
  beforeAll(async () => {
    stage = await startStage({
      scenario: "fabrikam-app",
      tenant: ({ applications }) => {
        for (const one of applications) if (one.displayName === NAME) one.notes = THEIRS;
      },
    });
    await giveUp(stage, OLD_SERVERS.application);
    await step(stage, "disable", NAME);
    await play(stage, "advance 8d");
    deleted = (await step(stage, "delete", NAME)).runId;
  }, 60_000);
  afterAll(() => stage.close());
  const application = async () =>
    (await tenantState(stage)).applications.find(({ displayName }) => displayName === NAME);
  const principal = async () =>
    (await tenantState(stage)).servicePrincipals.find(({ displayName }) => displayName === NAME);
  const assignments = async () => {
    const admin = await administrator(stage);
    const id = (await principal())?.id ?? "";
    return {
      admin,
      id,
      all: appRoles.parse(await admin.send("GET", `/v1.0/servicePrincipals/${id}/appRoleAssignments`)).value,
    };
  };

  test("is gone with its service principal, and comes back with it: disabled, its app role and others' notes with it", async () => {
    expect([await application(), await principal()]).toEqual([undefined, undefined]);
    const back = await rollBack(stage, deleted);
    expect(back.applied.map(({ kind, outcome }) => [kind, outcome])).toEqual([
      ["restore-sync-application", "done"],
      ["restore-sync-principal", "done"],
      ["set-identity-enabled", "already-so"],
      ["grant-sync-app-role", "already-so"],
    ]);
    expect(await principal()).toMatchObject({ accountEnabled: false });
    expect((await application())?.notes).toMatch(/^Owner: Ana\r\nticket 7\r\naadc-cloud: disabled \S+, proven \S+$/u);
    expect(await rollBack(stage, deleted)).toMatchObject({ plan: [], runId: null });
  });

  test("that lost its app role since gets it again, and nothing else is touched", async () => {
    const { admin, id, all } = await assignments();
    for (const one of all) await admin.send("DELETE", `/v1.0/servicePrincipals/${id}/appRoleAssignments/${one.id}`);
    expect(kindsOf((await rollBack(stage, deleted)).plan)).toEqual(["grant-sync-app-role"]);
    expect((await assignments()).all).toHaveLength(all.length);
  });

  test("stays when its restoration is taken back: neither guard nor quarantine would stand before that", async () => {
    const restoration = resultIn("runs-list", (await stage.cli(["runs", "list", "-o", "json"])).stdout).runs.find(
      ({ rollbackOf, changes }) => rollbackOf === deleted && changes === 2,
    );
    const { stdout } = await stage.cli(["runs", "rollback", restoration?.runId ?? "", ...YES]);
    const left = resultIn("runs-rollback", stdout);
    expect(left.plan).toEqual([]);
    expect(left.warnings.join(" ")).toContain("cleanup-accounts judges anew whether it may go");
    expect([await application(), await principal()]).not.toContain(undefined);
  });
});
