// Two hundred tenants, several workers: nobody is left out, nobody is told twice without a reason, and no tenant's trouble is
// another's.
import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { messageOf } from "../../src/functions/job.js";
import { functionOverviewSchema } from "../../src/report/function-status-schema.js";
import {
  type FunctionHost,
  type FunctionStage,
  missingForFunctions,
  startFunctionStage,
} from "../support/function-stage.js";
import { removeFolder } from "../support/recorded-folder.js";

const [HEALTHY, LATE] = [150, 50];
const BUSY_MS = 200_000;
const missing = missingForFunctions();

describe.skipIf(missing !== undefined)(`the app${missing === undefined ? "" : ` (${missing})`}`, () => {
  const folder = mkdtempSync(path.join(tmpdir(), "aadc-many-"));
  let stage: FunctionStage;
  let ids: readonly string[];
  let hanging = "";
  let settings: Readonly<Record<string, string>>;
  const hosts: FunctionHost[] = [];
  let hand: FunctionHost;

  beforeAll(async () => {
    const file = path.join(folder, "many.json");
    writeFileSync(file, JSON.stringify(manyTenants()));
    stage = await startFunctionStage(file, ["--faults", faultsOf(folder)]);
    ids = (await stage.tenantIds()).slice(1);
    hanging = HANGS;
    const client = stage.clients.find(({ name }) => name === "Entra Connect migration");
    settings = {
      AADC_AUTH: "secret",
      AZURE_CLIENT_ID: client?.clientId ?? "",
      AZURE_CLIENT_SECRET: client?.clientSecret ?? "",
      AADC_TENANTS: [hanging, ...ids].join(),
      AADC_ALERT_SEVERITY: "error",
    };
    for (let worker = 0; worker < 2; worker += 1) hosts.push(await stage.host(settings));
    hand = hosts[0] as FunctionHost;
  });
  afterAll(async () => {
    await stage.close();
    removeFolder(folder);
  });

  async function overview() {
    const { body } = await hand.get("/api/status");
    return functionOverviewSchema.parse(JSON.parse(body)).tenants.filter(({ tenant }) => tenant !== hanging);
  }
  const seenBy = async () => (await overview()).filter(({ latest }) => latest !== null).length;

  test("each is looked at, though one hangs, messages come twice, and a worker is killed", async () => {
    expect(ids).toHaveLength(HEALTHY + LATE);
    // The schedule's own messages, and the same work again under another moment's name and as a copy.
    expect(await hand.run("verify")).toBe(202);
    const due = "2026-01-01T00:00:00.000Z";
    for (const tenant of ids.slice(0, 20))
      for (let times = 0; times < 2; times += 1) await stage.put("aadc-verify", messageOf({ tenant, due }));
    await stage.put("aadc-verify", "hello, '; DROP TABLE --");
    await until(async () => (await seenBy()) > 40);
    await hosts[1]?.kill();
    hosts.push(await stage.host(settings));
    await until(async () => (await seenBy()) === ids.length);

    const tenants = await overview();
    expect(tenants.filter(({ latest }) => latest?.verdict === "pass")).toHaveLength(HEALTHY);
    expect(tenants.filter(({ latest }) => latest?.verdict === "fail")).toHaveLength(LATE);
  });

  test("each of those in trouble is told of once; of the others nobody is", async () => {
    const late = (await overview()).filter(({ latest }) => latest?.verdict === "fail").map(({ tenant }) => tenant);
    const told = () => stage.receiver.alerts().filter(({ tenantId }) => tenantId !== hanging && tenantId !== "app");
    await until(async () => new Set(told().map(({ tenantId }) => tenantId)).size === late.length);
    const alerts = told();
    expect(
      alerts
        .map(({ tenantId }) => tenantId)
        .sort()
        .filter((id, at, all) => all[at - 1] !== id),
    ).toEqual([...late].sort());
    // One worker was killed once: a tenant that it was telling of may be told of twice, with the same id.
    expect(new Set(alerts.map(({ id }) => id)).size).toBe(late.length);
    for (const tenant of late)
      expect(alerts.filter(({ tenantId }) => tenantId === tenant).length).toBeLessThanOrEqual(2);
    expect(alerts.length).toBeLessThanOrEqual(late.length + 8);
  });

  test("a message that is none ends on the poison queue, and is told of", async () => {
    const stray = () => stage.receiver.alerts().filter(({ tenantId }) => tenantId === "app");
    await until(async () => lines().some(({ said }) => said?.event === "poison"));
    // Below what this receiver is told: it is in the log, and in the app's own history.
    expect(stray()).toEqual([]);
  });

  test("work that is done is not done again", () => {
    expect(lines().some(({ said }) => said?.event === "done-already")).toBe(true);
  });

  const lines = () => hosts.flatMap((host) => host.lines);
});

/** A tenant whose sign-in is never answered. */
const HANGS = "99999999-9999-4999-8999-999999999999";

function faultsOf(folder: string): string {
  const file = path.join(folder, "faults.json");
  writeFileSync(file, JSON.stringify([{ host: "login", path: `/${HANGS}/*`, fault: { kind: "hang" } }]));
  return file;
}

interface Scenario {
  readonly name: string;
  readonly description: string;
  readonly tenants: readonly { readonly repeat?: number }[];
}

function manyTenants(): Scenario {
  const file = path.join(import.meta.dirname, "../../src/sandbox/scenarios/adatum-msp.json");
  const msp = JSON.parse(readFileSync(file, "utf8")) as Scenario;
  const [home, healthy, late] = msp.tenants;
  return { ...msp, name: "many", tenants: [home ?? {}, { ...healthy, repeat: HEALTHY }, { ...late, repeat: LATE }] };
}

async function until(holds: () => Promise<boolean>): Promise<void> {
  const end = Date.now() + BUSY_MS;
  while (!(await holds())) {
    if (Date.now() > end) throw new Error("It did not come to that in time.");
    await pause(500);
  }
}
