import { describe, expect, test } from "vitest";
import { type ActiveServerSignals, findActiveServer, sameServer } from "../../src/sync/active-server.js";
import { ago, EXPORT, fact, MINUTE, NOW, refused } from "./healthy-snapshot.js";

const find = (change: Partial<ActiveServerSignals> = {}) =>
  findActiveServer({
    lastExport: fact(EXPORT),
    lastSync: ago(10 * MINUTE),
    exportingIdentityServer: "AADC-NEW",
    at: NOW,
    silentAfterMs: 180 * MINUTE,
    ...change,
  });
const unnamed = { lastExport: fact({ ...EXPORT, machineName: null }) };

test("the machine of the last export, while cycles end and nothing contradicts", () => {
  expect(find()).toMatchObject({ state: "known", value: { state: "known", server: "AADC-NEW" } });
  expect(find({ exportingIdentityServer: null })).toMatchObject({ value: { state: "known" } });
  expect(find({ exportingIdentityServer: "aadc-new" })).toMatchObject({ value: { state: "known" } });
});

test("the fact keeps the request it comes from", () => {
  expect(find()).toMatchObject({ source: { request: "GET /somewhere" } });
});

describe("a machine that is named but silent is not active", () => {
  test.each([
    [180 * MINUTE, "known"],
    [180 * MINUTE + 1, "none"],
  ])("after %i ms: %s", (ms, state) => {
    expect(find({ lastSync: ago(ms) })).toMatchObject({ value: { state } });
  });

  test("nobody ever synchronised", () => {
    expect(find({ lastSync: null, lastExport: fact(null) })).toMatchObject({
      value: { state: "none", last: null, lastSync: null },
    });
  });

  test("who was the last is told", () => {
    const lastSync = ago(24 * 60 * MINUTE);
    expect(find({ lastSync })).toMatchObject({ value: { state: "none", last: "AADC-NEW", lastSync } });
  });

  test.each(["yesterday", ""])("with the time %j it cannot be told who is active, nor that nobody is", (lastSync) => {
    expect(find({ lastSync })).toMatchObject({
      state: "unknown",
      reason: `Graph says that the last synchronisation ended "${lastSync}", which is no time.`,
    });
  });
});

test("signals that disagree are ambiguous, and both are named", () => {
  const found = find({ exportingIdentityServer: "AADC-OLD" });
  expect(found).toMatchObject({ value: { state: "ambiguous" } });
  expect(JSON.stringify(found)).toMatch(/AADC-NEW.*AADC-OLD/);
});

describe("it cannot be told", () => {
  test("without the beta data, whatever else is known", () => {
    expect(find({ lastExport: refused() })).toEqual({
      state: "unknown",
      reason: "It was refused.",
      remedy: "Grant it.",
    });
    expect(find({ lastExport: refused(), lastSync: null }).state).toBe("unknown");
  });

  test.each([
    ["no machine is named", unnamed],
    ["there is no synchronisation object", { lastExport: fact(null) }],
    ["only the identity's name tells one", { ...unnamed, exportingIdentityServer: "AADC-NEW" }],
  ])("when cycles end but %s", (_what, change) => {
    expect(find(change).state).toBe("unknown");
  });
});

test.each([
  ["AADC01", "AADC01", true],
  ["AADC01", "aadc01", true],
  ["AADC01.contoso.local", "aadc01", true],
  ["AADC01.contoso.local", "AADC01.corp.contoso.com", true],
  ["AADC01", "AADC011", false],
  ["AADC01", "AADC02", false],
  ["", "", false],
  [".contoso.local", ".contoso.local", false],
  ["AADC01", "", false],
])("%j and %j are the same server: %s", (a, b, expected) => {
  expect(sameServer(a, b)).toBe(expected);
  expect(sameServer(b, a)).toBe(expected);
});
