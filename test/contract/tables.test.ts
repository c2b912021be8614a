// What is compared besides exchanges: logs as files, the permission table, the support table, the annotated deviations.
import { readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { type Deviation, judge } from "./deviations.js";
import { FIXTURE, findings, found, line } from "./fixture.js";

const right = line({ url: "/v1.0/ships/1", responseBody: { id: "1" } });

describe("a log", () => {
  test("may end in the middle of a line, as a killed sandbox leaves it", () => {
    expect(findings(`${right}\n${right.slice(0, 40)}`)).toEqual([]);
  });

  test("may not have a torn line in the middle", () => {
    expect(findings(`${right}\n${right.slice(0, 40)}\n${right}\n`)).toMatchObject([
      { rule: "log", where: "a.jsonl:2" },
    ]);
  });
});

describe("the permission table", () => {
  const get = { request: "GET /ships/:id", delegated: [["Ship.Read"], ["Ship.Write"]], application: [["Ship.Read"]] };
  const compared = (...permissions: readonly (typeof get)[]) => found([], { permissionRows: permissions });

  test("passes when it is Microsoft's", () => {
    const patch = { request: "PATCH /ships/:id", delegated: [["Ship.Write", "Harbour.Read"]], application: [] };
    expect(compared(get, patch)).toEqual([]);
  });

  test("is found too weak, too strict, and without a counterpart", () => {
    expect(compared({ ...get, application: [["Ship.Read"], ["Ship.Write"]] })).toEqual([
      "permission too weak: GET /ships/:id application Ship.Write",
    ]);
    expect(compared({ ...get, delegated: [["Ship.Write"]] })).toEqual([
      "permission refused: GET /ships/:id delegated Ship.Read",
    ]);
    expect(compared({ ...get, request: "GET /piers/:id" })).toEqual(["permission absent: GET /piers/:id"]);
    const alone = { request: "PATCH /ships/:id", delegated: [["Ship.Write"]], application: [] };
    expect(compared(alone)).toEqual(["permission too weak: PATCH /ships/:id delegated Ship.Write"]);
  });
});

describe("the support table", () => {
  const support = [
    { method: "GET", host: "graph.microsoft.com", path: "/v1.0/ships/:id" },
    { method: "GET", host: "any", path: "/$support" },
  ];
  // Both beta properties of the list are shown, so that only the support table is in question.
  const shown = line({ url: "/beta/ships/1", responseBody: { id: "1", nickname: "x", log: null } });

  test("wants each route used, by its name in the log", () => {
    const used = line({ url: "/v1.0/ships/1", route: "GET /v1.0/ships/:id", responseBody: { id: "1" } });
    expect(found([shown, used], { support, isWhole: true })).toEqual([]);
    expect(found([shown, right], { support, isWhole: true })).toEqual(["support GET /v1.0/ships/:id"]);
  });

  test("wants success from it once, with either version", () => {
    const error = { code: "a", message: "b" };
    const refused = line({ url: "/v1.0/ships/1", route: "GET /v1.0/ships/:id", status: 404, responseBody: { error } });
    const beta = line({ url: "/beta/ships/1", route: "GET /beta/ships/:id", responseBody: { id: "1" } });
    expect(found([shown, refused], { support, isWhole: true })).toEqual(["support success: GET /ships/:id"]);
    expect(found([shown, refused, beta], { support, isWhole: true })).toEqual([]);
  });

  test("is not asked for when only some logs are compared", () => {
    expect(found([right], { support })).toEqual([]);
  });
});

describe("the list of beta properties", () => {
  test("may not name what the declarations lack, unless that is justified and typed", () => {
    const betaList = {
      ...FIXTURE.betaList,
      properties: { ship: ["ghost"] },
      absent: { "ship.ghost": "string | null" },
    };
    const seen = (ghost: unknown) =>
      found([line({ url: "/beta/ships/1", responseBody: { id: "1", ghost } })], { betaList });
    expect(seen(null)).toEqual(["beta ship.ghost"]);
    expect(seen(3)).toEqual(["beta ship.ghost", "type response ship.ghost"]);
  });

  test("may not name what nothing shows", () => {
    expect(found([right], { isWhole: true })).toEqual(["stale beta ship.nickname", "stale beta ship.log"]);
  });
});

describe("annotated deviations", () => {
  test("say why, and where that is to be read", () => {
    const file = path.join(import.meta.dirname, "deviations.json");
    const all = JSON.parse(readFileSync(file, "utf8")) as readonly Deviation[];
    for (const { rule, subjects, why, source } of all) {
      expect([rule, why.length > 20, source.length > 10]).toEqual([rule, true, true]);
      expect(subjects.length).toBeGreaterThan(0);
    }
    const names = all.flatMap(({ rule, subjects }) => subjects.map((subject) => `${rule} ${subject}`));
    expect(new Set(names).size).toBe(names.length);
  });

  const deviation: Deviation = { rule: "type", subjects: ["response ship.*", "response pier.x"], why: "", source: "" };
  test("justify what they name, by rule and subject", () => {
    const seen = findings(`${line({ url: "/v1.0/ships/1", responseBody: { id: 1, name: null } })}\n`);
    const { open, justified, stale } = judge(seen, [deviation]);
    expect(open.map(({ subject }) => subject)).toEqual(["response ship.name"]);
    expect(justified.map(({ subject }) => subject)).toEqual(["response ship.id"]);
    expect(stale).toEqual(["type response pier.x"]);
  });
});
