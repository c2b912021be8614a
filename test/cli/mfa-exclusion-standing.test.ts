// `mfa-exclusion status` once somebody is excluded: from what, by what, whose doing, until when, and how it is taken back.
import { afterAll, beforeAll, expect, test } from "vitest";
import { resultIn } from "../support/cli-result-schemas.js";
import { type Stage, startStage } from "../support/cli-stage.js";

const SVC = "svc-adconnect@contoso.onmicrosoft.com";
const ROLE = "Directory Synchronization Accounts";

let stage: Stage;
beforeAll(async () => {
  stage = await startStage();
  await run("setup-svc-account", "--yes", "--password-to", "file:pw");
});
afterAll(() => stage.close());

async function run(...argv: readonly string[]): Promise<string> {
  const { code, stdout, stderr } = await stage.cli(argv);
  expect(code, stderr + stdout).toBe(0);
  return stdout;
}

const status = async (...argv: readonly string[]) =>
  resultIn("mfa-exclusion-status", await run("mfa-exclusion", "status", "--for", "sync,svc", "-o", "json", ...argv));
const add = async (...argv: readonly string[]) =>
  resultIn("mfa-exclusion-add", await run("mfa-exclusion", "add", "--yes", "-o", "json", ...argv));

test("each exclusion is told, with its run and its end, and how it is taken back", async () => {
  const before = await status();
  expect(before.exclusions).toEqual([]);
  expect(before.next.filter(({ command }) => command.includes("remove"))).toEqual([]);
  const byRole = await add();
  const byName = await add("--for", "svc", "--expires", "8h", "--accept-unprotected");
  const { exclusions, next } = await status();
  expect(exclusions.filter(({ subject }) => subject !== SVC)).toMatchObject(
    Array.from({ length: 2 }, () => ({
      ...{ policyName: "CA001: Require MFA for all users", list: "excludeRoles", name: ROLE, by: "journal" },
      ...{ runId: byRole.runId, until: null },
    })),
  );
  expect(exclusions.filter(({ subject }) => subject === SVC)).toMatchObject(
    Array.from({ length: 2 }, () => ({
      ...{ list: "excludeUsers", name: SVC, by: "journal", runId: byName.runId, until: byName.end?.until },
    })),
  );
  expect(next.map(({ command }) => command.join(" "))).toEqual(
    expect.arrayContaining(["mfa-exclusion remove", "mfa-exclusion remove --expired --for svc"]),
  );
  const text = await run("mfa-exclusion", "status", "--for", "sync,svc");
  const words = text.replaceAll(/\s+/g, " ");
  expect(words).toContain(`excluded CA001: Require MFA for all users: by the role ${ROLE}; done by run`);
  expect(words).toContain(
    `by its name; done by run ${byName.runId ?? "?"}, until ${byName.end?.until.slice(0, 10) ?? "?"}`,
  );
  expect(words).toContain("mfa-exclusion remove --expired --for svc");
});

test("on another machine the mark tells of an administrator, and of the rest nothing does", async () => {
  const { exclusions, next } = await status("--state-dir", "elsewhere");
  expect(new Set(exclusions.map(({ subject, by, runId }) => [subject === SVC, by, runId].join(" ")))).toEqual(
    new Set(["true mark ", "false others "]),
  );
  expect(next.filter(({ command }) => command.includes("remove")).map(({ command }) => command)).toEqual([
    ["mfa-exclusion", "remove", "--expired", "--for", "svc"],
  ]);
});

test("what was taken back is not told any more", async () => {
  await run("mfa-exclusion", "remove", "--for", "svc", "--yes");
  expect((await status()).exclusions.filter(({ subject }) => subject === SVC)).toEqual([]);
});
