// What a plan file may be, and what is refused before anybody signs in.
import { existsSync, mkdirSync, mkdtempSync, readFileSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { checkPlanTarget, readPlanFile, writePlanFile } from "../../src/cli/plan-file.js";
import { GuardError, UsageError } from "../../src/shapes/errors.js";
import { planHash, type SavedPlan } from "../../src/shapes/plan.js";
import { everyChangeOf, plain, resultsOf } from "../report/sample-results.js";
import { caught } from "../support/caught.js";
import { removeFolder } from "../support/recorded-folder.js";

const { tenantId, tenant, at, operator, toolVersion } = resultsOf(plain)["cleanup-health"];
const core = {
  ...{ tenantId, command: "setup-svc-account", subject: "svc", plan: everyChangeOf(plain) },
  wishes: { name: "svc", role: null },
  guardsOverridden: ["tier-0"],
};
const PLAN: SavedPlan = {
  schema: "aadc-cloud/plan@1",
  ...core,
  tenant,
  at,
  operator,
  toolVersion,
  reason: "Swap",
  warnings: ["Look out."],
  planHash: planHash(core),
};

let cwd: string;
beforeAll(() => {
  cwd = mkdtempSync(path.join(tmpdir(), "aadc-cloud-test-"));
});
afterAll(() => removeFolder(cwd));

let count = 0;
function file(content: string | Uint8Array): string {
  count += 1;
  const name = `plan-${count}.json`;
  writeFileSync(path.join(cwd, name), content);
  return name;
}
const json = (change: object = {}) => JSON.stringify({ ...PLAN, ...change }, null, 2);

describe("a saved plan", () => {
  test("is read as it was written, and only its owner reads it", async () => {
    writePlanFile("saved.json", cwd, PLAN);
    expect(await readPlanFile("saved.json", cwd)).toEqual(PLAN);
    expect(statSync(path.join(cwd, "saved.json")).mode & 0o777).toBe(0o600);
  });

  test.each([
    ["with the mark that editors on Windows put before it", `\uFEFF${json()}`],
    ["with their ends of lines", json().replaceAll("\n", "\r\n")],
    ["with its keys in another order", JSON.stringify(Object.fromEntries(Object.entries(PLAN).reverse()))],
  ])("is read %s", async (_what, content) => {
    expect(await readPlanFile(file(content), cwd)).toEqual(PLAN);
  });

  test("takes the place of another plan, and of nothing else", () => {
    writePlanFile("twice.json", cwd, PLAN);
    writePlanFile("twice.json", cwd, { ...PLAN, ticket: "CHG-2" });
    expect(readFileSync(path.join(cwd, "twice.json"), "utf8")).toContain("CHG-2");
    for (const content of ["precious", "{}", '{"schema":"aadc-cloud/whoami@1"}', ""]) {
      const name = file(content);
      expect(() => writePlanFile(name, cwd, PLAN)).toThrow(GuardError);
      expect(readFileSync(path.join(cwd, name), "utf8")).toBe(content);
    }
    mkdirSync(path.join(cwd, "folder"));
    expect(() => writePlanFile("folder", cwd, PLAN)).toThrow(GuardError);
    expect(() => checkPlanTarget("nowhere/plan.json", cwd)).toThrow(UsageError);
    expect(existsSync(path.join(cwd, "nowhere"))).toBe(false);
  });
});

describe("is refused", () => {
  test.each([
    ["what is not JSON", "plan", "it is not JSON"],
    ["an empty file", "", "it is not JSON"],
    ["half of a plan", json().slice(0, 500), "it is not JSON"],
    ["a list", "[]", "nothing in it says that it is one"],
    ["null", "null", "nothing in it says that it is one"],
    ["something else's JSON", '{"schema":"x"}', "nothing in it says that it is one"],
    ["a result", json({ schema: "aadc-cloud/cleanup-health@1" }), "it is a result (aadc-cloud/cleanup-health@1)"],
    ["a newer version", json({ schema: "aadc-cloud/plan@2" }), "this version knows aadc-cloud/plan@1"],
    ["what has more", json({ surprise: 1 }), "surprise"],
    ["what has less", json({ wishes: undefined }), "(at wishes)"],
    ["an unknown kind of change", json({ plan: [{ ...PLAN.plan[0], kind: "delete-tenant" }] }), "(at plan.0.kind)"],
    ["a change that has more", json({ plan: [{ ...PLAN.plan[0], also: 1 }] }), "(at plan.0)"],
    ["UTF-16", Buffer.from(`\uFEFF${json()}`, "utf16le"), "it is not written in UTF-8"],
    ["more than is ever needed", " ".repeat(5_000_001), "it is larger than 5 MB"],
    [
      "what is nested without end",
      json({ wishes: "@" }).replace('"@"', `${"[".repeat(200_000)}${"]".repeat(200_000)}`),
      "is no plan",
    ],
  ])("%s", async (_what, content, why) => {
    const error = await caught(UsageError, readPlanFile(file(content), cwd));
    expect(error.code).toBe("plan-file");
    expect(error.message).toContain(why);
    expect(error.remedy).toContain("--plan-out");
  });

  test.each([
    ["a file that is not there", "missing.json", "it cannot be read"],
    ["a folder", ".", "it is no file"],
    ["a device", "/dev/zero", "it is no file"],
  ])("%s", async (_what, name, why) => {
    const error = await caught(UsageError, readPlanFile(name, cwd));
    expect(error.message).toContain(why);
  });

  test("a link to itself", async () => {
    symlinkSync("loop", path.join(cwd, "loop"));
    expect((await caught(UsageError, readPlanFile("loop", cwd))).code).toBe("plan-file");
  });

  test.each([
    ["another tenant", { tenantId: "22222222-0000-4000-8000-000000000000" }],
    ["another command", { command: "cleanup-health" }],
    ["another subject", { subject: "other" }],
    ["a change less", { plan: PLAN.plan.slice(1) }],
    ["changes in another order", { plan: PLAN.plan.toReversed() }],
    ["another summary", { plan: PLAN.plan.map((change) => ({ ...change, summary: "harmless" })) }],
    ["a change that can be taken back", { plan: PLAN.plan.map((change) => ({ ...change, reversible: true })) }],
    ["another option", { wishes: { name: "svc", role: "permanent" } }],
    ["an opened guard less", { guardsOverridden: [] }],
    ["another hash", { planHash: "0".repeat(64) }],
  ])("a plan into which %s was written after it was saved: both hashes are told", async (_what, change) => {
    const error = await caught(GuardError, readPlanFile(file(json(change)), cwd));
    expect(error.code).toBe("plan-altered");
    const { planHash: said, ...rest } = { ...PLAN, ...change };
    expect(error.message).toContain(said);
    expect(error.message).toContain(planHash(rest));
  });

  test("a file whose names would act on a terminal is refused without them", async () => {
    const error = await caught(UsageError, readPlanFile(file(json({ schema: "aadc-cloud/plan@\u001b[2J" })), cwd));
    expect(error.message).not.toContain("\u001b");
  });
});
