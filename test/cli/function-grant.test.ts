// `function grant` on a whole tenant: what the identity gets, what it keeps, what it is refused, and how it is taken back.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { grantPermissions } from "../sandbox/prepared-tenant.js";
import { errorIn, resultIn } from "../support/cli-result-schemas.js";
import { type Stage, startStage } from "../support/cli-stage.js";

const NAME = "aadc-cloud function";

let stage: Stage;
let identity: { readonly id: string; readonly appId: string };

beforeAll(async () => {
  stage = await startStage({
    scenario: "fabrikam-app",
    tenant(state) {
      grantPermissions(state, ["AppRoleAssignment.ReadWrite.All", "Application.Read.All"]);
      const found = state.servicePrincipals.find((one) => one.servicePrincipalType === "ManagedIdentity");
      if (found === undefined) throw new Error("The scenario has no managed identity.");
      identity = { id: found.id, appId: found.appId };
      // As a deployment leaves it: nothing is allowed yet, but for one thing that somebody else has given.
      const own = state.appRoleAssignments.filter(({ principalId }) => principalId === found.id);
      for (const one of own.slice(1)) state.appRoleAssignments.splice(state.appRoleAssignments.indexOf(one), 1);
      const access = state.health.access.filter(({ principalId }) => principalId === found.id);
      for (const one of access) state.health.access.splice(state.health.access.indexOf(one), 1);
      const admin = state.users.find(({ userPrincipalName }) => userPrincipalName.startsWith("admin@"));
      state.health.access.push({ principalId: admin?.id ?? "", role: "Owner", service: null });
    },
  });
});
afterAll(() => stage.close());

const run = (...argv: readonly string[]) => stage.cli(["function", "grant", ...argv, "-o", "json"]);
async function granted(...argv: readonly string[]) {
  const { code, stdout, stderr } = await run(...argv);
  expect(code, stderr + stdout).toBe(0);
  return resultIn("function-grant", stdout);
}
async function refused(...argv: readonly string[]) {
  const { code, stdout } = await run(...argv);
  return { exit: code, ...errorIn(stdout) };
}
const writes = () =>
  stage
    .newRequests()
    .filter(({ method, host }) => method !== "GET" && !host.startsWith("login"))
    .map(({ method, url }) => `${method} ${new URL(url, "https://x").pathname.split("/").at(-2) ?? ""}`);

describe("who is meant", () => {
  test.each([
    ["nobody", [], 2, "identity-missing"],
    ["no such name", ["--identity", "nobody"], 2, "identity-missing"],
    ["no such id", ["--identity", "99999999-9999-4999-8999-999999999999"], 2, "identity-missing"],
    ["a hostile name", ["--identity", "x' or displayName ne '"], 2, "identity-missing"],
  ])("%s", async (_, argv, exit, code) => {
    expect(await refused(...argv, "--yes")).toMatchObject({ exit, code });
  });

  test("an application is no managed identity", async () => {
    const clientId = stage.sandbox.info.clients[0]?.clientId ?? "";
    const error = await refused("--identity", clientId, "--yes");
    expect(error).toMatchObject({ exit: 2, code: "identity-missing" });
    expect(error.message).toContain("is an application");
  });

  test("by name, principal id or client id it is the same one", async () => {
    const plans = [];
    for (const word of [NAME, identity.id, identity.appId])
      plans.push((await granted("--identity", word, "--dry-run")).plan.map(({ summary }) => summary));
    expect(plans[1]).toEqual(plans[0]);
    expect(plans[2]).toEqual(plans[0]);
    expect(writes()).toEqual([]);
  });
});

describe("what it gets", () => {
  let runId = "";

  test("each app role that it lacks, by value, and its role at Connect Health", async () => {
    const result = await granted("--identity", NAME, "--yes", "--reason", "the watch");
    runId = result.runId ?? "";
    expect(result.identity).toEqual({ id: identity.id, appId: identity.appId, name: NAME });
    const kinds = result.plan.map(({ kind }) => kind);
    expect(kinds.filter((kind) => kind === "grant-app-role").length).toBe(result.permissions.length - 1);
    expect(kinds.at(-1)).toBe("assign-health-role");
    expect(result.applied.every(({ outcome }) => outcome === "done")).toBe(true);
    expect(result.permissions).toContain("AuditLog.Read.All");
    expect(result.permissions.some((one) => /Write/.test(one))).toBe(false);
    expect(new Set(writes())).toEqual(new Set([`POST ${identity.id}`, "PUT roleAssignments"]));
    // What only people are documented for is said.
    expect(result.warnings.join("\n")).toMatch(/synchronisation object.*people only/);
  });

  test("a second time there is nothing to do", async () => {
    writes();
    const again = await granted("--identity", identity.id, "--yes");
    expect([again.plan, again.changed, writes()]).toEqual([[], false, []]);
  });

  test("is taken back with its run, and what others gave stays", async () => {
    const { code, stdout, stderr } = await stage.cli(["runs", "rollback", runId, "--yes", "-o", "json"]);
    expect(code, stderr + stdout).toBe(0);
    const result = resultIn("runs-rollback", stdout);
    expect(new Set(result.plan.map(({ kind }) => kind))).toEqual(new Set(["revoke-app-role", "unassign-health-role"]));
    const left = await granted("--identity", NAME, "--dry-run");
    // All but the one that it had before.
    expect(left.plan.filter(({ kind }) => kind === "grant-app-role").length).toBe(left.permissions.length - 1);
    expect(left.plan.at(-1)?.kind).toBe("assign-health-role");
  });
});

describe("what is mighty", () => {
  test("is refused unless accepted, and then told", async () => {
    const error = await refused("--identity", NAME, "--allow-writes", "--yes");
    expect(error).toMatchObject({ exit: 4, code: "tier-0" });
    const planned = await granted("--identity", NAME, "--allow-writes", "--accept-tier0", "--dry-run");
    expect(planned.guardsOverridden).toEqual(["tier-0"]);
    expect(planned.permissions).toContain("Policy.ReadWrite.ConditionalAccess");
  });

  test("mail says that it is every mailbox's", async () => {
    const { permissions, warnings } = await granted("--identity", NAME, "--mail", "--dry-run");
    expect(permissions).toContain("Mail.Send");
    expect(warnings.join("\n")).toContain("every mailbox");
  });
});

test("without the right to consent nothing is changed", async () => {
  const poor = await startStage({ scenario: "fabrikam-app" });
  const { code, stdout } = await poor.cli(
    [...["function", "grant", "--identity", NAME, "--yes", "-o", "json"], ...["--auth", "secret"]],
    { environment: { AZURE_CLIENT_SECRET: poor.sandbox.info.clients[0]?.clientSecret } },
  );
  expect([code, errorIn(stdout).code]).toEqual([3, "rights-missing"]);
  await poor.close();
});

test("a plan that was saved is carried out as it is", async () => {
  const planned = await run("--identity", NAME, "--plan-out", "grant.json");
  expect(planned.code, planned.stderr).toBe(0);
  const done = await stage.cli(["function", "grant", "--plan", "grant.json", "--yes", "-o", "json"]);
  expect(done.code, done.stderr).toBe(0);
  expect(resultIn("function-grant", done.stdout).changed).toBe(true);
});
