// setup-svc-account on a tenant without P2: what it refuses, what it says, and that it does no more than was asked for.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { deleteUserSoftly } from "../../src/sandbox/store/people.js";
import type { TenantState } from "../../src/sandbox/store/tenant-state.js";
import { grantPermissions } from "../sandbox/prepared-tenant.js";
import { errorIn, resultIn } from "../support/cli-result-schemas.js";
import { type Stage, startStage } from "../support/cli-stage.js";
import { viewOf } from "../support/cli-tenant-view.js";
import { isPassOf, opensWith, standingOf } from "../support/standing-account.js";

const ROLE = "8ac3fc64-6eca-42ea-9e69-59f4c7b60eb2";

const DELETED = "77777777-7777-4777-8777-777777777777";

/** A domain that is federated, passes of one to eight hours, a deleted account, and the right to restore it. */
function prepare(tenant: TenantState): void {
  const { authenticationMethodsPolicy, domains, users } = tenant;
  const [admin] = users;
  if (admin === undefined) throw new Error("Contoso has changed.");
  const gone = { ...admin, id: DELETED, userPrincipalName: "svc-e@contoso.onmicrosoft.com", mailNickname: "svc-e" };
  deleteUserSoftly(tenant, gone, new Date().toISOString());
  grantPermissions(tenant, ["Directory.AccessAsUser.All"]);
  const federated = domains.find(({ id }) => id === "contoso.com");
  if (federated === undefined) throw new Error("Contoso has changed.");
  domains.push({ ...federated, id: "fed.contoso.com", isDefault: false, authenticationType: "Federated" });
  const { temporaryAccessPass } = authenticationMethodsPolicy;
  temporaryAccessPass.state = "enabled";
  temporaryAccessPass.maximumLifetimeInMinutes = 480;
}

describe("setup-svc-account", () => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await startStage({ tenant: prepare });
  });
  afterAll(() => stage.close());
  const named = (name: string, ...argv: string[]) =>
    stage.cli(["setup-svc-account", "--name", name, "--yes", "-o", "json", ...argv]);
  const done = async (name: string, ...argv: string[]) => {
    const { code, stdout, stderr } = await named(name, ...argv);
    expect(code, stderr).toBe(0);
    return resultIn("setup-svc-account", stdout);
  };
  const refused = async (exit: number, name: string, ...argv: string[]) => {
    stage.newRequests();
    const { code, stdout } = await named(name, ...argv);
    expect(code, stdout).toBe(exit);
    const written = stage
      .newRequests()
      .filter(({ method, host }) => method !== "GET" && host === "graph.microsoft.com");
    expect(written).toEqual([]);
    return errorIn(stdout);
  };
  const textIn = async (file: string) => {
    const { readFileSync } = await import("node:fs");
    return readFileSync(`${stage.cwd}/${file}`, "utf8").trim();
  };

  test("an account with a pass, and what the result tells of it; again, there is nothing to do", async () => {
    const first = await done("svc-a", "--password-to", "file:a", "--tap", "8h");
    expect(first.applied.map(({ kind }) => kind)).toEqual([
      "create-user",
      "mark-account",
      "create-pass",
      "assign-role",
    ]);
    expect(first.account).toMatchObject({
      existedBefore: false,
      enabled: true,
      passwordTo: `file:${stage.cwd}/a`,
      passTo: `file:${stage.cwd}/a.pass`,
      role: { how: "direct", until: null },
      marked: true,
    });
    expect(await opensWith(stage, first.account.userPrincipalName, await textIn("a"))).toBe(true);
    const pass = /^\S+$/m.exec(await textIn("a.pass"))?.[0] ?? "";
    expect(await isPassOf(stage, "svc-a", pass)).toBe(true);
    const again = await done("svc-a", "--password-to", "file:a", "--tap", "8h");
    expect(again).toMatchObject({
      changed: false,
      plan: [],
      account: { ...first.account, existedBefore: true, passwordTo: null, passTo: null },
    });
    expect(again.warnings.join()).toMatch(
      new RegExp(`Pass of the account is valid until \\S+Z, and is in file:${stage.cwd}/a.pass: no other is made`),
    );
    const elsewhere = await done("svc-a", "--password-to", "file:b", "--tap", "2h");
    expect(elsewhere.plan.map(({ summary }) => summary).join()).toContain("in place of the one that it has");
    expect(elsewhere.account.passTo).toBe(`file:${stage.cwd}/b.pass`);
  });

  test("a pass outside the tenant's bounds is refused, with those that are allowed", async () => {
    const { code, remedy, message } = await refused(4, "svc-b", "--password-to", "file:never", "--tap", "9h");
    expect(code).toBe("pass-forbidden");
    expect(message).toContain("1 h to 8 h");
    expect(remedy).toBe("Use --tap 8h.");
  });

  test("--disable and --enable change that alone; a second time there is nothing to do", async () => {
    await done("svc-c", "--password-to", "file:c");
    const before = await standingOf(stage, "svc-c");
    const off = await done("svc-c", "--disable");
    expect(off.applied.map(({ kind }) => kind)).toEqual(["set-account-enabled"]);
    expect(off.account).toMatchObject({ enabled: false, role: { how: "direct" }, passwordTo: null });
    expect((await done("svc-c", "--disable")).plan).toEqual([]);
    expect((await refused(4, "svc-c")).remedy).toContain("--enable");
    expect((await done("svc-c", "--enable")).account.enabled).toBe(true);
    expect(await standingOf(stage, "svc-c")).toEqual(before);
  });

  test("a disabled account is taken whole with --enable beside another wish", async () => {
    await done("svc-d", "--password-to", "file:d");
    await done("svc-d", "--disable");
    const { applied } = await done("svc-d", "--enable", "--reset-password", "--password-to", "file:d2");
    expect(applied.map(({ kind }) => kind)).toEqual(["reset-password", "set-account-enabled"]);
    expect(await opensWith(stage, "svc-d@contoso.onmicrosoft.com", await textIn("d2"))).toBe(true);
  });

  test("a deleted account is restored only when that is said, by its id", async () => {
    expect((await refused(4, "svc-e", "--password-to", "file:e2")).code).toBe("deleted-account");
    const looked = await stage.cli(["setup-svc-account", "--name", "svc-e", "--restore-deleted", "--dry-run"]);
    expect(looked.stdout).toContain("Account   svc-e@contoso.onmicrosoft.com (deleted, and to be restored)");
    const { applied, account: restored, warnings } = await done("svc-e", "--restore-deleted");
    expect(applied.map(({ kind }) => kind)).toEqual(["restore-user", "mark-account", "assign-role"]);
    expect(restored).toMatchObject({ id: DELETED, role: { how: "direct" }, marked: true, passwordTo: null });
    expect(warnings.join()).toContain("with the password that it had");
    expect(await viewOf(stage).rolesOf(DELETED)).toEqual([ROLE]);
    expect((await refused(4, "svc-none", "--restore-deleted")).code).toBe("no-deleted-account");
  });

  test("another managed domain where it is named, and no federated or foreign one", async () => {
    const { account, warnings } = await done("svc-f", "--domain", "Contoso.com", "--password-to", "file:f");
    expect(account.userPrincipalName).toBe("svc-f@contoso.com");
    expect(warnings.join()).toContain("Active Directory's users come from contoso.com");
    expect((await refused(4, "svc-g", "--domain", "fed.contoso.com", "--password-to", "file:g")).code).toBe(
      "domain-unfit",
    );
    expect((await refused(2, "svc-g", "--domain", "fabrikam.com", "--password-to", "file:g")).code).toBe(
      "unknown-domain",
    );
  });

  test("nothing is done to accounts that are not the wizard's, and to no one's own", async () => {
    expect((await refused(4, "breakglass", "--disable")).code).toBe("not-the-account");
    expect((await refused(4, "admin", "--disable")).code).toBe("own-account");
    expect((await refused(4, "admin", "--reset-password", "--password-to", "file:x")).code).toBe("own-account");
    expect((await refused(4, "svc-none", "--disable")).code).toBe("no-account");
  });

  test("Privileged Identity Management needs a licence", async () => {
    const { code, remedy } = await refused(4, "svc-h", "--role", "active:14d", "--password-to", "file:h");
    expect(code).toBe("no-privileged-identity");
    expect(remedy).toContain("--role permanent");
  });

  test.each([
    ["contradicting-options", ["--enable", "--disable"]],
    ["contradicting-options", ["--disable", "--tap", "8h"]],
    ["contradicting-options", ["--disable", "--password-to", "file:x"]],
    ["bad-role", ["--role", "active"]],
    ["bad-pass-lifetime", ["--tap", "5m"]],
    ["bad-duration", ["--tap", "long"]],
    ["bad-restore", ["--restore-deleted", "svc-adconnect"]],
    ["bad-display-name", ["--display-name", "x".repeat(300)]],
  ])("%s: nobody signs in for %j", async (code, argv) => {
    stage.newRequests();
    expect((await refused(2, "svc-i", ...argv)).code).toBe(code);
    expect(stage.newRequests()).toEqual([]);
  });

  test("a saved plan is made anew with its own wishes", async () => {
    const { stdout } = await named("svc-j", "--tap", "2h", "--password-to", "file:j", "--plan-out", "j.json");
    expect(resultIn("setup-svc-account", stdout)).toMatchObject({ dryRun: true, changed: false });
    expect(await viewOf(stage).usersBeginning("svc-j")).toEqual([]);
    const argv = ["setup-svc-account", "--plan", "j.json", "--password-to", "file:j", "--yes", "-o", "json"];
    const { code, stderr } = await stage.cli(argv);
    expect(code, stderr).toBe(0);
    expect((await standingOf(stage, "svc-j")).passes).toHaveLength(1);
    const upn = "svc-j@contoso.onmicrosoft.com";
    expect(await opensWith(stage, upn, await textIn("j"))).toBe(true);
  });
});

test("security defaults are told, and that the account is not exempt", async () => {
  const stage = await startStage({ scenario: "tailspin-free" });
  try {
    const { stdout } = await stage.cli(["setup-svc-account", "--dry-run", "-o", "json"]);
    const { warnings, policies } = resultIn("setup-svc-account", stdout);
    expect(warnings.join()).toContain("Security defaults are on, and this account is not exempt");
    expect(warnings.join()).toContain("take it back by");
    expect(policies).toEqual([]);
  } finally {
    await stage.close();
  }
});
