import { describe, expect, test } from "vitest";
import { disableHealthServerExecutor, removeHealthServerExecutor } from "../../src/changes/health-executor.js";
import type { DisableHealthServerChange, RemoveHealthServerChange } from "../../src/shapes/change.js";
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
const gone = () => null;
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
    // Spelled otherwise it is not gone: a look that misses it would tell of a removal that never was.
    expect(await look(["H-1"])).toEqual([{ at: "before" }]);
  });

  test("judges anew: a server that came back between plan and removal is not removed", async () => {
    const judged: HealthServer[] = [];
    const executor = removeHealthServerExecutor(listing(["h-1"]).client, (server) => {
      judged.push(server);
      return "it is back";
    });
    expect(await executor.look([CHANGE])).toEqual([{ at: "other", what: "it is back" }]);
    expect(judged).toMatchObject([{ id: "h-1", uploads: { state: "known" } }]);
  });

  test("hands on that uploads could not be read, so that the judgement can refuse", async () => {
    const states: string[] = [];
    const executor = removeHealthServerExecutor(listing(["h-1"], forbidden).client, ({ uploads }) => {
      states.push(uploads.state);
      return uploads.state === "known" ? null : "nobody knows";
    });
    expect(await executor.look([CHANGE])).toMatchObject([{ at: "other", what: "nobody knows" }]);
    expect(states).toEqual(["unknown"]);
  });

  test("a list that is refused does not look as if all were gone", async () => {
    const { client } = cannedService(() => forbidden);
    await expect(removeHealthServerExecutor(client, gone).look([CHANGE])).rejects.toMatchObject({
      name: "PermissionError",
    });
  });
});

describe("disabling only", () => {
  const DISABLING: DisableHealthServerChange = { ...CHANGE, kind: "disable-health-server", after: { disabled: true } };
  const members = (...entries: readonly object[]) =>
    cannedService(({ address }) => {
      if (address.includes("/datafreshness?")) return json([]);
      if (address.startsWith(`${MEMBERS}?`)) return json({ value: entries });
      return json({ value: [{ serviceName: SERVICE, type: "AadSyncService" }] });
    });

  test("says that it is not for good", async () => {
    const { client, sent } = cannedService(() => ({ status: 200 }));
    await disableHealthServerExecutor(client, gone).send(DISABLING);
    expect(sent).toMatchObject([{ method: "DELETE", address: `${MEMBERS}/h-1?confirm=false&api-version=2014-01-01` }]);
  });

  test.each([
    ["is listed as disabled", [{ serviceMemberId: "h-1", disabled: true }], "after"],
    ["is listed in other letters, disabled", [{ serviceMemberId: "H-1", disabled: true }], "after"],
    ["is not listed any more", [], "after"],
    ["is listed as before", [{ serviceMemberId: "h-1", disabled: false }], "before"],
    ["does not say", [{ serviceMemberId: "h-1" }], "before"],
  ])("the entry %s", async (_what, entries, at) => {
    expect(await disableHealthServerExecutor(members(...entries).client, gone).look([DISABLING])).toEqual([{ at }]);
  });

  test("one that is alive again is left alone", async () => {
    const { client } = members({ serviceMemberId: "h-1" });
    expect(await disableHealthServerExecutor(client, () => "it is back").look([DISABLING])).toEqual([
      { at: "other", what: "it is back" },
    ]);
  });
});

test("the same id in another service is another entry", async () => {
  const { client } = cannedService(({ address }) => {
    if (address.includes("/datafreshness?")) return json([]);
    if (address.includes("/servicemembers?"))
      return json({ value: address.startsWith(`${MEMBERS}?`) ? [] : [{ serviceMemberId: "h-1" }] });
    return json({ value: [SERVICE, "AadSyncService-other"].map((serviceName) => ({ serviceName })) });
  });
  expect(await removeHealthServerExecutor(client, gone).look([CHANGE])).toEqual([{ at: "after" }]);
});
