import { describe, expect, test } from "vitest";
import { removeHealthServerExecutor } from "../../src/changes/health-executor.js";
import type { RemoveHealthServerChange } from "../../src/shapes/change.js";
import type { HealthServer } from "../../src/tenant/health.js";
import { type Canned, cannedService, forbidden, json } from "../tenant/canned-service.js";

const SERVICE = "AadSyncService-contoso.onmicrosoft.com";
const MEMBERS = `/providers/Microsoft.ADHybridHealthService/services/${SERVICE}/servicemembers`;
const CHANGE: RemoveHealthServerChange = {
  kind: "remove-health-server",
  target: { serviceName: SERVICE, serviceMemberId: "h-1", machineName: "AADC-OLD" },
  summary: "remove it",
  before: {},
  after: null,
  reversible: false,
};
const gone = () => true;
const listing = (ids: readonly string[], freshness: Canned = json([])) =>
  cannedService(({ address }) => {
    if (address.includes("/datafreshness?")) return freshness;
    if (address.startsWith(`${MEMBERS}?`))
      return json({ value: ids.map((serviceMemberId) => ({ serviceMemberId, machineName: "AADC-OLD" })) });
    return json({ value: [{ serviceName: SERVICE, type: "AadSyncService" }] });
  });
const deleting = (canned: Canned) => {
  const service = cannedService(() => canned);
  return { ...service, executor: removeHealthServerExecutor(service.client, gone) };
};

describe("removing", () => {
  test("says that it is for good, of exactly this server", async () => {
    const { executor, sent } = deleting({ status: 200 });
    expect(await executor.send(CHANGE)).toMatchObject({ requestId: "r-1" });
    expect(sent).toMatchObject([
      { method: "DELETE", address: `${MEMBERS}/h-1?confirm=true&api-version=2014-01-01`, body: undefined },
    ]);
  });

  test("what is gone already is told as such: a look shows whose removal it was", async () => {
    await expect(deleting({ status: 404 }).executor.send(CHANGE)).rejects.toMatchObject({
      status: 404,
      carriedOut: "no",
    });
  });

  test.each([
    ["a refusal", forbidden, "PermissionError"],
    ["a failure", { status: 500 }, "ServiceError"],
    ["a conflict", { status: 409 }, "ServiceError"],
  ])("is not done after %s", async (_what, canned, name) => {
    await expect(deleting(canned).executor.send(CHANGE)).rejects.toMatchObject({ name });
  });

  test("a 404 is no lag: nothing is waited for", () => {
    expect(deleting({ status: 404 }).executor.isLag({ status: 404 })).toBe(false);
  });
});

describe("looking", () => {
  test("tells by id what is there and what is gone, never by name", async () => {
    const look = (ids: readonly string[]) => removeHealthServerExecutor(listing(ids).client, gone).look([CHANGE]);
    expect(await look(["h-1", "h-2"])).toEqual([{ at: "before" }]);
    expect(await look(["h-2"])).toEqual([{ at: "after" }]);
    expect(await look([])).toEqual([{ at: "after" }]);
  });

  test("judges anew: a server that came back between plan and removal is not removed", async () => {
    const judged: HealthServer[] = [];
    const executor = removeHealthServerExecutor(listing(["h-1"]).client, (server) => {
      judged.push(server);
      return false;
    });
    expect(await executor.look([CHANGE])).toEqual([
      { at: "other", what: "AADC-OLD is alive again, or cannot be judged any more" },
    ]);
    expect(judged).toMatchObject([{ id: "h-1", uploads: { state: "known" } }]);
  });

  test("hands on that uploads could not be read, so that the judgement can refuse", async () => {
    const states: string[] = [];
    const executor = removeHealthServerExecutor(listing(["h-1"], forbidden).client, ({ uploads }) => {
      states.push(uploads.state);
      return uploads.state === "known";
    });
    expect(await executor.look([CHANGE])).toMatchObject([
      { at: "other", what: expect.stringContaining("AADC-OLD") as string },
    ]);
    expect(states).toEqual(["unknown"]);
  });

  test("a list that is refused does not look as if all were gone", async () => {
    const { client } = cannedService(() => forbidden);
    await expect(removeHealthServerExecutor(client, gone).look([CHANGE])).rejects.toMatchObject({
      name: "PermissionError",
    });
  });
});
