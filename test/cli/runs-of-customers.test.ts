// A sandbox with many tenants: what is told to type names the tenant of the run, wherever the run was.
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { errorIn, resultIn } from "../support/cli-result-schemas.js";
import { type Stage, startStage } from "../support/cli-stage.js";

const CUSTOMER = "customer01.onmicrosoft.com";
const SETUP = ["setup-svc-account", "--password-to", "file:pw", "--yes"];

let stage: Stage;
let runId: string;
let tenantId: string;
beforeAll(async () => {
  stage = await startStage({ scenario: "adatum-msp" });
  const cut = await stage.cli([...SETUP, "--tenant", CUSTOMER, "--ticket", "CHG-1", "--timeout", "1m", "-o", "json"], {
    onStderr: (text, world) => {
      if (text.startsWith("... give svc-adconnect")) world.expireAll();
    },
  });
  expect(cut.code).toBe(5);
  const [run] = resultIn("runs-list", (await stage.cli(["runs", "list", "-o", "json"])).stdout).runs;
  expect(run).toMatchObject({ state: "open", tenant: { initialDomain: CUSTOMER } });
  runId = run?.runId ?? "";
  tenantId = run?.tenantId ?? "";
});
afterAll(() => stage.close());

/** As it was told; the stage names the sandbox itself. */
const typed = (line: string | null) =>
  stage.cli([
    ...(line ?? "")
      .replace(/^aadc-cloud /, "")
      .replace(` --sandbox-dir ${stage.dir}`, "")
      .split(" "),
    "--yes",
    "-o",
    "json",
  ]);
const show = async (...more: readonly string[]) =>
  resultIn("runs-show", (await stage.cli(["runs", "show", runId, ...more, "-o", "json"])).stdout);

test("a run of a customer is gone on with there, and has its ticket though that is not said again", async () => {
  const { next } = await show();
  expect(next.goOn).toContain(`--tenant ${tenantId}`);
  const { code, stdout } = await typed((next.goOn ?? "").replace(" --ticket CHG-1", ""));
  expect(code).toBe(0);
  expect(resultIn("setup-svc-account", stdout)).toMatchObject({ runId, continued: true, tenantId, ticket: "CHG-1" });
});

test("a plan for a customer is carried out as the line says that is told where it is saved", async () => {
  const saved = await stage.cli(["mfa-exclusion", "add", "--tenant", CUSTOMER, "--plan-out", "plan.json"]);
  expect(saved.stderr).toContain(`--tenant ${tenantId} --sandbox-dir`);
});

test("what is told to type next is told for the customer, too", async () => {
  const { stdout } = await stage.cli(["mfa-exclusion", "status", "--tenant", CUSTOMER]);
  const lines = stdout.replace(/\s+/g, " ").split("aadc-cloud ").slice(1);
  expect(lines.length).toBeGreaterThan(0);
  for (const line of lines) expect(line).toContain(`--tenant ${tenantId}`);
});

test("its run is taken back there, as the run says; a tenant of another id is refused", async () => {
  const { next } = await show();
  expect(next.rollBack).not.toContain("--tenant");
  const other = await stage.cli([
    "runs",
    "rollback",
    runId,
    "--yes",
    "--tenant",
    stage.sandbox.info.tenantId,
    "-o",
    "json",
  ]);
  expect([other.code, errorIn(other.stdout).code]).toEqual([4, "run-of-other-tenant"]);
  const { code, stdout } = await typed(next.rollBack);
  expect(code).toBe(0);
  expect(resultIn("runs-rollback", stdout)).toMatchObject({ tenantId, changed: true, run: { runId } });
});

test("a state folder that was named is named as it is from anywhere", async () => {
  const state = path.relative(stage.cwd, path.join(stage.dir, "state"));
  const { next } = await show("--state-dir", state);
  expect(next.export).toContain(`--state-dir ${path.join(stage.dir, "state")}`);
});
