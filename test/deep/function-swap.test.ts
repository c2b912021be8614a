// The whole app as in Azure: a swap, a service that stops and comes back, workers that are killed, and the page that shows it.
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { functionStatusSchema } from "../../src/report/function-status-schema.js";
import {
  type FunctionHost,
  type FunctionStage,
  missingForFunctions,
  startFunctionStage,
} from "../support/function-stage.js";
import { removeFolder } from "../support/recorded-folder.js";
import { CHROMIUM } from "./chromium.js";
import { openPage } from "./chromium-page.js";
import { isMissing } from "./programs.js";

const PICTURES = process.env["AADC_TEST_PICTURES"];
const missing = missingForFunctions();

describe.skipIf(missing !== undefined)(`the app${missing === undefined ? "" : ` (${missing})`}`, () => {
  let stage: FunctionStage;
  let host: FunctionHost;
  beforeAll(async () => {
    stage = await startFunctionStage("fabrikam-app");
    host = await stage.host();
  });
  afterAll(() => stage.close());

  const looks = async () => functionStatusSchema.parse(JSON.parse((await host.get("/api/status")).body)).history.length;
  /** As the schedule does it, until the look is recorded. */
  async function look(): Promise<void> {
    const before = await looks();
    expect(await host.run("verify")).toBe(202);
    await until(async () => (await looks()) > before);
    await until(async () => status().then(({ alerts }) => alerts.every(({ pending }) => pending.length === 0)));
  }
  const status = async () => functionStatusSchema.parse(JSON.parse((await host.get("/api/status")).body));
  const kinds = () => stage.receiver.alerts().map(({ kind, items }) => `${kind} ${items.map(({ key }) => key).join()}`);

  test("a swap is told once, a service that stops once, and its end once", async () => {
    await look();
    expect(kinds()).toEqual([]);
    for (const event of [
      ["swap", "FAB-SYNC1", "FAB-SYNC2"],
      ["change", "3"],
      ["advance", "31m"],
    ])
      stage.play(...event);
    await look();
    await look();
    stage.play("break", "sync-service-stopped");
    stage.play("advance", "5h");
    await look();
    await look();
    stage.play("mend", "sync-service-stopped");
    stage.play("advance", "1h");
    await look();
    await look();
    expect(kinds()).toEqual(["change active-server", "problem SYNC-034", "recovery SYNC-034"]);
    const { alerts, open, latest } = await status();
    expect(alerts.map(({ kind }) => kind)).toEqual(["recovery", "problem", "change"]);
    expect([open, latest?.verdict]).toEqual([[], "pass"]);
  });

  test("what an application may not read is said, and other signals carry the verdict", async () => {
    const { latest } = await status();
    const { findings = [], sync } = latest?.result ?? {};
    expect(findings.find(({ id }) => id === "SYNC-003")).toMatchObject({
      result: "pass",
      evidence: expect.stringMatching(/^FAB-SYNC2 is active: two sources say so\./) as string,
    });
    expect(sync?.clientVersion).toMatchObject({
      state: "unknown",
      remedy: expect.stringContaining("person") as string,
    });
    expect(findings.find(({ id }) => id === "SYNC-028")).toMatchObject({ result: "unknown" });
  });

  test("the page shows it, to whoever has the key", async () => {
    expect((await host.get("/api/status", {})).status).toBe(401);
    const { body, type } = await host.get("/api/status?format=html");
    expect(type).toBe("text/html; charset=utf-8");
    for (const lane of ["Looked at", "Alerts", "Recoveries"]) expect(body).toMatch(new RegExp(`${lane}: \\d+ time`));
    if (isMissing(CHROMIUM)) return;
    const folder = mkdtempSync(join(tmpdir(), "aadc-status-"));
    const page = await openPage(folder);
    try {
      for (const width of [1280, 390]) {
        await page.show(body, { width, scheme: "light" });
        if (PICTURES !== undefined) writeFileSync(join(PICTURES, `status-${width}.png`), await page.picture());
        expect(await page.evaluate("document.documentElement.scrollWidth")).toBeLessThanOrEqual(width);
        expect(await page.evaluate("document.querySelectorAll('svg line').length")).toBeGreaterThan(5);
      }
    } finally {
      await page.close();
      removeFolder(folder);
    }
  });

  test("health tells anybody that it works, and nothing else", async () => {
    expect(await host.get("/api/health", {})).toMatchObject({ status: 200, body: '{"status":"ok"}\n' });
  });

  test("no secret is in what it logs", () => {
    const text = JSON.stringify(host.lines);
    const secrets = [stage.receiver.secret, stage.receiver.url, stage.settings["IDENTITY_HEADER"] ?? "?"];
    for (const secret of secrets) expect(text).not.toContain(secret);
    expect(text).not.toMatch(/eyJ[\w-]{20,}\./);
  });

  test("a storage that goes away in mid-run, and comes back, loses nothing", async () => {
    stage.receiver.answerWith(202);
    const before = stage.receiver.alerts().length;
    for (const event of [
      ["swap", "FAB-SYNC2", "FAB-SYNC1"],
      ["change", "3"],
      ["advance", "31m"],
    ])
      stage.play(...event);
    expect(await host.run("verify")).toBe(202);
    await pause(700);
    await stage.outage(3_000);
    await until(async () => (await status().catch(() => null))?.alerts.length === before + 1);
    await until(async () => stage.receiver.alerts().length > before);
    const fresh = stage.receiver.alerts().slice(before);
    expect(new Set(fresh.map(({ id }) => id)).size).toBe(1);
    expect(fresh[0]?.items.map(({ key }) => key)).toContain("active-server");
  });
});

async function until(holds: () => Promise<boolean>): Promise<void> {
  const end = Date.now() + 120_000;
  while (!(await holds())) {
    if (Date.now() > end) throw new Error("It did not come to that within two minutes.");
    await pause(200);
  }
}
