import { describe, expect, test } from "vitest";
import { sameServer } from "../../src/shapes/server-name.js";
import {
  type ActiveServerSignals,
  activeServerIn,
  findActiveServer,
  type ServerSignal,
} from "../../src/sync/active-server.js";
import type { LastExport } from "../../src/tenant/synchronization.js";
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

describe("other sources", () => {
  const says = (source: ServerSignal["source"], server: string, minutes: number): ServerSignal => ({
    source,
    server,
    at: ago(minutes * MINUTE),
    says: "It did.",
  });
  const audit = (server: string, minutes: number) => says("audit-log", server, minutes);
  const health = (server: string, minutes: number) => says("connect-health", server, minutes);

  // The last cycle ended ten minutes ago; what is older than three hours confirms nothing.
  test.each<readonly [string, string, readonly ServerSignal[]]>([
    ["confirmed", "the log saw it write", [audit("AADC-NEW", 11)]],
    ["confirmed", "the log is late, but not by much", [audit("aadc-new.contoso.local", 180)]],
    ["confirmed", "Connect Health saw it export", [health("AADC-NEW", 10)]],
    ["confirmed", "it has taken over", [audit("AADC-NEW", 11), audit("AADC-OLD", 40), health("AADC-OLD", 300)]],
    ["known", "nothing was written: a quiet tenant", []],
    ["known", "it wrote yesterday only: a quiet tenant", [audit("AADC-NEW", 1440)]],
    ["known", "the log is late by more", [audit("AADC-NEW", 181)]],
    ["known", "it has just taken over, and the log does not know yet", [audit("AADC-OLD", 40)]],
    ["known", "the other one wrote yesterday", [audit("AADC-OLD", 1440)]],
    ["known", "the sources do not agree on who was the newest", [audit("AADC-NEW", 11), health("AADC-OLD", 12)]],
    ["known", "a time is none", [{ ...audit("AADC-NEW", 0), at: "now" }]],
    ["known", "no time is told", [{ ...audit("AADC-NEW", 0), at: null }]],
    ["known", "clocks differ by minutes", [audit("AADC-OLD", 5), audit("AADC-NEW", 5)]],
    ["known", "the other one exported shortly before it took over", [health("AADC-OLD", 12)]],
    [
      "confirmed",
      "it took over in the same minute",
      [audit("AADC-NEW", 10), health("AADC-NEW", 10), health("AADC-OLD", 10)],
    ],
    ["ambiguous", "the last cycle was the other one's: a swap in a quiet tenant", [health("AADC-OLD", 10)]],
    ["ambiguous", "it was, and this one was heard of before", [health("AADC-OLD", 10), audit("AADC-NEW", 100)]],
    ["ambiguous", "the other one wrote after the cycle", [audit("AADC-OLD", 5)]],
    ["ambiguous", "the other one has written since", [audit("AADC-OLD", 4), audit("AADC-NEW", 12)]],
    ["ambiguous", "the other one has exported since", [health("AADC-OLD", 4)]],
  ])("%s: %s", (state, _what, others) => {
    const found = find({ others });
    expect(found).toMatchObject({ state: "known", value: { state } });
    expect(found).toHaveProperty("value.signals", [expect.objectContaining({ source: "last-export" }), ...others]);
  });

  test("who has written since is named, and by which source", () => {
    expect(find({ others: [audit("AADC-OLD", 4)] })).toMatchObject({
      value: {
        reason: `The last export came from AADC-NEW, whose cycle ended ${ago(10 * MINUTE)}, but AADC-OLD has exported since: ${ago(4 * MINUTE)} (audit log).`,
      },
    });
  });

  test("two that write by turns are several, whoever exported last", () => {
    const both = { alternating: ["AADC-OLD", "AADC-NEW"], others: [audit("AADC-NEW", 11)] };
    expect(find(both)).toMatchObject({
      value: { state: "several", servers: ["AADC-OLD", "AADC-NEW"], reason: "AADC-OLD and AADC-NEW write by turns." },
    });
    expect(find({ ...both, ...unnamed })).toMatchObject({ value: { state: "several" } });
    expect(find({ ...both, lastSync: ago(181 * MINUTE) })).toMatchObject({ value: { state: "none" } });
  });

  test("none of them takes the place of the last export, nor of a recent cycle", () => {
    const others = [audit("AADC-NEW", 11), health("AADC-NEW", 11)];
    expect(find({ others, lastExport: refused() }).state).toBe("unknown");
    expect(find({ others, ...unnamed }).state).toBe("unknown");
    expect(find({ others, lastSync: ago(181 * MINUTE) })).toMatchObject({ value: { state: "none" } });
  });

  test("commands that do not ask them get no signals", () => {
    expect(find()).not.toHaveProperty("value.signals");
  });

  test.each([
    [{ state: "known", server: "A" }, "A"],
    [{ state: "confirmed", server: "A" }, "A"],
    [{ state: "none", last: "A", lastSync: null }, null],
    [{ state: "ambiguous", reason: "A" }, null],
    [{ state: "several", servers: ["A", "B"], reason: "A" }, null],
  ] as const)("of %j it is sure that %s is active", (verdict, server) => {
    expect(activeServerIn(fact(verdict))).toBe(server);
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

describe("where the last export cannot be read, as by an application", () => {
  const unread = { lastExport: refused<LastExport | null>(), exportingIdentityServer: null };
  const heard = (source: ServerSignal["source"], server: string, minutes: number): ServerSignal => ({
    ...{ source, server, at: ago(minutes * MINUTE), says: "" },
  });
  const told = (others: readonly ServerSignal[], more: Partial<ActiveServerSignals> = {}) =>
    find({ ...unread, othersTell: { request: "GET the log" }, others, ...more });

  test("nothing is told unless the others may tell: where something is deleted on the strength of it they may not", () => {
    expect(find({ ...unread, others: [heard("audit-log", "A", 10)] })).toMatchObject({ state: "unknown" });
  });

  test("whoever exported in the last cycle is active; two sources confirm it", () => {
    expect(told([heard("audit-log", "A", 10)])).toMatchObject({
      value: { state: "known", server: "A" },
      source: { request: "GET the log" },
    });
    expect(told([heard("connect-health", "A", 10)])).toMatchObject({ value: { state: "known", server: "A" } });
    expect(told([heard("audit-log", "A", 10), heard("connect-health", "a", 10)])).toMatchObject({
      value: { state: "confirmed", server: "A" },
    });
  });

  test("whoever wrote last stays active while cycles end that have nothing to export", () => {
    expect(told([heard("audit-log", "A", 600), heard("connect-health", "A", 600)])).toMatchObject({
      value: { state: "known", server: "A" },
    });
  });

  test("after a swap it is the newer one", () => {
    const others = [heard("audit-log", "NEW", 10), heard("audit-log", "OLD", 40), heard("connect-health", "NEW", 10)];
    expect(told(others)).toMatchObject({ value: { state: "confirmed", server: "NEW" } });
  });

  test("two in one cycle are ambiguous", () => {
    const found = told([heard("audit-log", "A", 10), heard("connect-health", "B", 10)]);
    expect(found).toMatchObject({ value: { state: "ambiguous" } });
  });

  test("two that write by turns are several", () => {
    expect(told([heard("audit-log", "A", 10)], { alternating: ["A", "B"] })).toMatchObject({
      value: { state: "several", servers: ["A", "B"] },
    });
  });

  test.each([
    ["nobody has seen an export", []],
    [
      "Connect Health alone has, and not in the last cycle: another's agent may be silent",
      [heard("connect-health", "A", 60)],
    ],
    [
      "Connect Health has seen a later one than the log",
      [heard("connect-health", "B", 60), heard("audit-log", "A", 90)],
    ],
  ])("not known: %s", (_, others) => {
    expect(told(others)).toMatchObject({
      state: "unknown",
      reason: expect.stringContaining("Audit log and Connect Health were asked instead") as string,
    });
  });

  test("silence is nobody's, whoever asks", () => {
    expect(told([heard("audit-log", "A", 600)], { lastSync: ago(600 * MINUTE) })).toMatchObject({
      value: { state: "none", last: null },
    });
  });
});
