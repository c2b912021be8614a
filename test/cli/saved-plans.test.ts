// A plan is saved by one person and carried out by another: exactly that plan, in exactly that tenant, or nothing.
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { planHash, type SavedPlan } from "../../src/shapes/plan.js";
import { errorIn, resultIn } from "../support/cli-result-schemas.js";
import { type Stage, startStage } from "../support/cli-stage.js";
import { SERVICE_ACCOUNT, viewOf } from "../support/cli-tenant-view.js";
import { isWrite } from "../support/is-write.js";

let stage: Stage;
beforeAll(async () => {
  stage = await startStage();
});
afterAll(() => stage.close());

const fileOf = (name: string) => path.join(stage.cwd, name);
const saved = (name: string) => JSON.parse(readFileSync(fileOf(name), "utf8")) as SavedPlan;
const writes = () => stage.newRequests().filter((one) => one.host !== "login.microsoftonline.com" && isWrite(one));
const altered = (name: string, change: (plan: SavedPlan) => SavedPlan) => {
  const plan = change(saved("mfa.json"));
  writeFileSync(fileOf(name), JSON.stringify({ ...plan, planHash: planHash(plan) }));
};

describe("--plan-out", () => {
  test("saves the plan and changes nothing; the result is that of a dry run", async () => {
    writes();
    const argv = ["mfa-exclusion", "add", "--plan-out", "mfa.json", "--reason", "Swap", "--ticket", "CHG-7"];
    const { code, stdout, stderr } = await stage.cli([...argv, "-o", "json"]);
    expect(code).toBe(0);
    const result = resultIn("mfa-exclusion-add", stdout);
    expect(result).toMatchObject({ dryRun: true, changed: false, runId: null, applied: [] });
    const { tenantId, command, plan, wishes, reason, ticket, planHash: hash } = saved("mfa.json");
    expect({ tenantId, command, plan, wishes, reason, ticket }).toEqual({
      tenantId: result.tenantId,
      command: "mfa-exclusion add",
      plan: result.plan,
      wishes: { policies: [] },
      reason: "Swap",
      ticket: "CHG-7",
    });
    expect(hash).toBe(result.planHash);
    expect(stderr).toContain(hash);
    expect(stderr).toContain("aadc-cloud mfa-exclusion add --plan mfa.json");
    expect(writes()).toEqual([]);
    expect(existsSync(path.join(stage.dir, "state", "runs"))).toBe(false);
  });

  test("refuses before anybody signs in what would be lost, and where there is no folder", async () => {
    writeFileSync(fileOf("precious.txt"), "precious");
    stage.newRequests();
    for (const [file, code] of [
      ["precious.txt", 4],
      ["nowhere/plan.json", 2],
    ] as const)
      expect((await stage.cli(["mfa-exclusion", "add", "--plan-out", file])).code).toBe(code);
    const both = await stage.cli(["mfa-exclusion", "add", "--plan-out", "x", "--out", "x"]);
    expect([both.code, both.stderr]).toEqual([2, expect.stringContaining("the same file")]);
    expect(both.stderr).toContain("What to do: Name another file with one of them.");
    expect(stage.newRequests()).toEqual([]);
    expect(readFileSync(fileOf("precious.txt"), "utf8")).toBe("precious");
  });
});

describe("--plan refuses", () => {
  test.each([
    { argv: ["mfa-exclusion", "add", "--policy", "x"], says: "--policy does not go with --plan" },
    { argv: ["mfa-exclusion", "add", "--plan-out", "y.json"], says: "--plan-out does not go with --plan" },
    { argv: ["setup-svc-account"], says: "a plan of mfa-exclusion add, not of setup-svc-account" },
    { argv: ["cleanup-health"], says: "a plan of mfa-exclusion add, not of cleanup-health" },
    { argv: ["register-app"], says: "not of register-app or register-app --remove" },
  ])("$argv before anybody signs in", async ({ argv, says }) => {
    stage.newRequests();
    const { code, stderr } = await stage.cli([...argv, "--plan", "mfa.json", "--yes"]);
    expect([code, stderr]).toEqual([2, expect.stringContaining(says)]);
    if (says.startsWith("a plan of"))
      expect(stderr).toContain(
        `Carry it out with: aadc-cloud mfa-exclusion add --plan mfa.json --sandbox-dir ${stage.dir}\n`,
      );
    expect(stage.newRequests()).toEqual([]);
  });

  test.each([
    ["that of another tenant", (plan: SavedPlan) => ({ ...plan, tenantId: "22222222-0000-4000-8000-000000000000" })],
    ["one that says less than would be done", (plan: SavedPlan) => ({ ...plan, plan: plan.plan.slice(1) })],
    ["one that is about something else", (plan: SavedPlan) => ({ ...plan, subject: "other" })],
  ] as const)("%s, although its hash is right", async (_what, change) => {
    altered("other.json", change);
    writes();
    const { code, stdout } = await stage.cli(["mfa-exclusion", "add", "--plan", "other.json", "--yes", "-o", "json"]);
    expect([code, errorIn(stdout).code]).toEqual([4, expect.stringMatching(/^plan-of-|^tenant-moved-on$/)]);
    expect(writes()).toEqual([]);
  });

  test.each(["add", "remove"])("%s: that of another tenant, before anybody in it is looked up", async (verb) => {
    altered("far.json", (plan) => ({
      ...plan,
      command: `mfa-exclusion ${verb}`,
      tenantId: "22222222-0000-4000-8000-000000000000",
      wishes: { for: ["nobody@elsewhere.example"], policies: [], ...(verb === "add" ? {} : { expired: false }) },
    }));
    const argv = ["mfa-exclusion", verb, "--plan", "far.json", "--yes", "-o", "json"];
    const { code, stdout } = await stage.cli(argv);
    expect([code, errorIn(stdout).code]).toEqual([4, "plan-of-other-tenant"]);
  });

  test("wishes that no option could have made", async () => {
    altered("wishes.json", (plan) => ({ ...plan, wishes: { policies: "all" } }));
    stage.newRequests();
    const { code, stderr } = await stage.cli(["mfa-exclusion", "add", "--plan", "wishes.json", "--yes"]);
    expect([code, stderr]).toEqual([2, expect.stringContaining("policies")]);
    expect(stage.newRequests()).toEqual([]);
  });
});

describe("--plan carries out", () => {
  test("what was agreed on, with the reason and ticket of the plan; a dry run only compares", async () => {
    const { plan, planHash: hash } = saved("mfa.json");
    const looked = await stage.cli(["mfa-exclusion", "add", "--plan", "mfa.json", "--dry-run", "-o", "json"]);
    expect(resultIn("mfa-exclusion-add", looked.stdout)).toMatchObject({ planHash: hash, changed: false });
    const argv = ["mfa-exclusion", "add", "--plan", "mfa.json", "--yes", "-o", "json"];
    const { code, stdout, stderr } = await stage.cli(argv);
    expect(code).toBe(0);
    for (const line of ["Reason    Swap", "Ticket    CHG-7"]) expect(stderr).toContain(`${line} (from the plan file)`);
    const done = resultIn("mfa-exclusion-add", stdout);
    expect(done).toMatchObject({ planHash: hash, changed: true, reason: "Swap", ticket: "CHG-7", dryRun: false });
    expect(done.applied).toHaveLength(plan.length);
    expect(done.rollback).toContain(`runs rollback ${done.runId ?? "?"}`);
  });

  test("the same plan not twice: it is done, and by which run is told; where no journal tells, the tenant has moved on", async () => {
    const argv = ["mfa-exclusion", "add", "--plan", "mfa.json", "--yes", "-o", "json"];
    writes();
    const { code, stdout } = await stage.cli(argv);
    const again = resultIn("mfa-exclusion-add", stdout);
    expect([code, again.plan, again.changed, again.runId]).toEqual([0, [], false, null]);
    const { stdout: list } = await stage.cli(["runs", "list", "-o", "json"]);
    const [done] = resultIn("runs-list", list).runs;
    expect(again.warnings.join()).toContain(`carried out by the run ${done?.runId ?? "?"}`);
    expect(again.planHash).toBe(saved("mfa.json").planHash);
    const elsewhere = await stage.cli([...argv, "--state-dir", "elsewhere"]);
    expect([elsewhere.code, errorIn(elsewhere.stdout).code]).toEqual([4, "tenant-moved-on"]);
    expect(writes()).toEqual([]);
  });

  test("with the ticket that is given now, where another is", async () => {
    const out = await stage.cli([
      "setup-svc-account",
      "--display-name",
      "Wizard",
      "--ticket",
      "OLD",
      "--plan-out",
      "s.json",
    ]);
    expect(out).toMatchObject({ code: 0 });
    const argv = ["setup-svc-account", "--plan", "s.json", "--ticket", "NEW", "--password-to", "file:pw", "--yes"];
    const { code, stdout } = await stage.cli([...argv, "-o", "json"], { environment: { AADC_REQUIRE_TICKET: "1" } });
    expect(code).toBe(0);
    expect(resultIn("setup-svc-account", stdout)).toMatchObject({ ticket: "NEW", planHash: saved("s.json").planHash });
    expect(await viewOf(stage).user(SERVICE_ACCOUNT)).toMatchObject({ displayName: "Wizard" });
  });

  test("its ticket counts where every change needs one", async () => {
    for (const event of [["swap", "AADC-OLD", "AADC-NEW"], ["sync"]]) await stage.cli(["sandbox", "do", ...event]);
    const argv = ["cleanup-health", "--server", "AADC-OLD", "--ticket", "CHG-9", "--plan-out", "h.json"];
    expect(await stage.cli(argv)).toMatchObject({ code: 0 });
    const carryOut = ["cleanup-health", "--plan", "h.json", "--yes", "-o", "json"];
    const environment = { AADC_REQUIRE_TICKET: "1" };
    // The name of what cannot be brought back is typed by whoever carries it out.
    expect(errorIn((await stage.cli(carryOut, { environment })).stdout).code).toBe("name-not-typed");
    const { code, stdout } = await stage.cli([...carryOut, "--confirm-name", "AADC-OLD"], { environment });
    expect(code).toBe(0);
    expect(resultIn("cleanup-health", stdout)).toMatchObject({ ticket: "CHG-9", changed: true });
  });
});

describe("formats", () => {
  test.each([{ argv: ["doctor"] }, { argv: ["whoami"] }, { argv: ["mfa-exclusion", "status"] }])(
    "$argv is no change, and refuses documents with the formats it has",
    async ({ argv }) => {
      stage.newRequests();
      for (const format of ["md", "html", "csv"]) {
        const { code, stderr } = await stage.cli([...argv, "-o", format]);
        expect([code, stderr]).toEqual([2, expect.stringContaining("text, json, yaml")]);
        const environment = { AADC_OUTPUT: format };
        const byVariable = await stage.cli(argv, { environment });
        expect([byVariable.code, byVariable.stderr]).toEqual([2, expect.stringContaining("text, json, yaml")]);
      }
      expect(stage.newRequests()).toEqual([]);
    },
  );

  test("a query is not applied to a document", async () => {
    const { code, stderr } = await stage.cli(["cleanup-health", "-o", "html", "--query", "plan"]);
    expect([code, stderr]).toEqual([2, expect.stringContaining("html is a document")]);
  });

  test("a document goes to a file, and the command in it leads to this very place", async () => {
    const argv = ["setup-svc-account", "--name", "svc-other", "--dry-run", "-o", "html", "--out", "cr.html"];
    expect(await stage.cli(argv)).toMatchObject({ code: 0, stdout: "" });
    const html = readFileSync(fileOf("cr.html"), "utf8");
    expect(html).toContain("<h1>Change request: aadc-cloud setup-svc-account</h1>");
    expect(html).toContain(`aadc-cloud runs rollback RUN --sandbox-dir ${stage.dir}`);
  });
});
