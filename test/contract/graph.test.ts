// Planted deviations in exchanges with Graph are found, and right exchanges pass.
import { describe, expect, test } from "vitest";
import { bareLine, CONTEXT, found, line } from "./fixture.js";
import type { JsonObject } from "./json.js";

const ship = { id: "1", name: "Hope" };
const one = (responseBody: unknown, more: JsonObject = {}) =>
  found([line({ url: "/v1.0/ships/1", responseBody, ...more })]);

describe("what is right passes", () => {
  test.each<[string, JsonObject]>([
    ["an entity", { url: "/v1.0/ships/1", responseBody: { ...ship, tonnage: null, length: 5_000_000_000 } }],
    ["an alternate key", { url: "/v1.0/ships(name='Hope')", responseBody: ship }],
    ["a singleton, whatever the case of its path", { url: "/v1.0/FlagShip", responseBody: ship }],
    ["enumerations", { url: "/v1.0/ships/1", responseBody: { ...ship, rig: "ketch", lights: "red,green" } }],
    [
      "a page",
      { url: "/v1.0/ships?$top=1", responseBody: { "@odata.nextLink": "https://x", "@odata.count": 2, value: [ship] } },
    ],
    [
      "a derived type",
      {
        url: "/v1.0/ships/1",
        responseBody: { ...ship, hull: { "@odata.type": "#microsoft.graph.ironHull", plates: 9 } },
      },
    ],
    [
      "what was expanded",
      { url: "/v1.0/ships/1?$expand=captain($select=id)", responseBody: { ...ship, captain: { id: "2" } } },
    ],
    [
      "a creation",
      {
        method: "POST",
        url: "/v1.0/ships",
        requestBody: { name: "Hope", "captain@odata.bind": "https://x" },
        status: 201,
        responseBody: ship,
      },
    ],
    ["an update", { method: "PATCH", url: "/v1.0/ships/1", requestBody: { tonnage: 1 }, status: 204 }],
    [
      "an action",
      { method: "POST", url: "/v1.0/ships/1/microsoft.graph.sink", requestBody: { at: null }, status: 204 },
    ],
    [
      "an action on all",
      { method: "POST", url: "/v1.0/ships/muster", requestBody: { rig: "sloop" }, responseBody: { value: [ship] } },
    ],
    ["a function", { url: "/v1.0/ships/1/isAfloat()", responseBody: { value: true } }],
    ["a function with a parameter", { url: "/v1.0/ships/1/wasAfloat(on='x')", responseBody: { value: true } }],
    ["a count", { url: "/v1.0/ships/$count", responseBody: 3 }],
    [
      "a reference",
      { method: "POST", url: "/v1.0/ships/1/crew/$ref", requestBody: { "@odata.id": "https://x" }, status: 204 },
    ],
    [
      "a directory extension",
      { url: "/v1.0/sailors/2", responseBody: { id: "2", extension_0123456789abcdef0123456789abcdef_eyes: 2 } },
    ],
    ["a secret that was taken out", { url: "/v1.0/ships/1", responseBody: { ...ship, tonnage: "***" } }],
    [
      "an error",
      {
        url: "/v1.0/ships/9",
        status: 404,
        responseBody: { error: { code: "NotFound", message: "", innerError: { date: "", "request-id": "" } } },
      },
    ],
    [
      "a path that is refused as none",
      { url: "/v1.0/nothing", status: 400, responseBody: { error: { code: "BadRequest", message: "x" } } },
    ],
    ["controls of the sandbox", { url: "/$sandbox/do", method: "POST", responseBody: { anything: 1 } }],
    [
      "a beta property of the list",
      { url: "/beta/ships/1", responseBody: { ...ship, nickname: null, log: { pages: 3 } } },
    ],
  ])("%s", (_, exchange) => {
    expect(found([line(exchange)])).toEqual([]);
  });
});

describe("what deviates is found", () => {
  test.each<[string, JsonObject, string]>([
    ["a made-up property", { ...ship, sails: 3 }, "unknown-property response ship.sails"],
    [
      "one within a list",
      { ...ship, hull: { "@odata.type": "#microsoft.graph.ironHull", rust: 1 } },
      "unknown-property response ironHull.rust",
    ],
    ["a wrong type", { ...ship, tonnage: "heavy" }, "type response ship.tonnage"],
    ["a number as a text", { ...ship, length: "5" }, "type response ship.length"],
    ["too large a number", { ...ship, tonnage: 5_000_000_000 }, "type response ship.tonnage"],
    ["a time without a zone", { ...ship, launched: "2026-01-01T00:00:00" }, "type response ship.launched"],
    ["an identifier that is none", { ...ship, owner: "me" }, "type response ship.owner"],
    ["null where there is none", { ...ship, name: null }, "null response ship.name"],
    ["a member that the enumeration lacks", { ...ship, rig: "cutter" }, "enum response ship.rig"],
    ["a flag that it lacks", { ...ship, lights: "red,blue" }, "enum response ship.lights"],
    [
      "a foreign derived type",
      { ...ship, hull: { "@odata.type": "#microsoft.graph.sailor" } },
      "annotation response hull@odata.type",
    ],
    ["an abstract type", { ...ship, hull: { depth: 1 } }, "annotation response hull@odata.type"],
    ["what nothing expanded", { ...ship, captain: { id: "2" } }, "navigation response ship.captain"],
    ["an unknown annotation", { ...ship, "@odata.mood": "x" }, "annotation response ship.@odata.mood"],
  ])("%s", (_, body, finding) => {
    expect(one(body)).toEqual([finding]);
  });

  test.each<[string, JsonObject, string]>([
    ["an unlisted path", { url: "/v1.0/ships/1/anchors", responseBody: {} }, "path /v1.0/ships/1/anchors"],
    ["an unlisted version", { url: "/v2.0/ships", responseBody: { value: [] } }, "path /v2.0/ships"],
    [
      "an alternate key that is none",
      { url: "/v1.0/ships(rig='x')", responseBody: ship },
      "path /v1.0/ships(rig='{id}')",
    ],
    ["a method that does not fit", { method: "DELETE", url: "/v1.0/ships", status: 204 }, "method DELETE /ships"],
    [
      "one that the model denies",
      { method: "DELETE", url: "/v1.0/ships/1/boats/2", status: 204 },
      "method DELETE /ships/{id}/boats/{id}",
    ],
    [
      "creating what is only referred to",
      { method: "POST", url: "/v1.0/ships/1/crew", requestBody: {}, status: 201 },
      "method POST /ships/{id}/crew",
    ],
    [
      "an undocumented status",
      { method: "PATCH", url: "/v1.0/ships/1", requestBody: {}, status: 202 },
      "status PATCH /ships/{id} 202",
    ],
    [
      "an undocumented error",
      { url: "/v1.0/ships/1", status: 418, responseBody: { error: { code: "a", message: "b" } } },
      "status graph error 418",
    ],
    [
      "an error of another form",
      { url: "/v1.0/ships/1", status: 404, responseBody: { message: "no" } },
      "error-form graph error",
    ],
    [
      "an error with more in it",
      { url: "/v1.0/ships/1", status: 404, responseBody: { error: { code: "a", message: "b", hint: "c" } } },
      "error-form graph error.hint",
    ],
    [
      "a made-up property in a request",
      { method: "PATCH", url: "/v1.0/ships/1", requestBody: { sails: 3 }, status: 204 },
      "unknown-property request ship.sails",
    ],
    [
      "a made-up parameter",
      { method: "POST", url: "/v1.0/ships/1/sink", requestBody: { why: 1 }, status: 204 },
      "unknown-property request microsoft_graph_sink_0_parameters.why",
    ],
    [
      "a body where none belongs",
      { method: "DELETE", url: "/v1.0/ships/1", status: 204, responseBody: {} },
      "shape response DELETE /ships/{id}",
    ],
    [
      "a page with more in it",
      { url: "/v1.0/ships", responseBody: { value: [], total: 0 } },
      "unknown-property response GET /ships total",
    ],
    ["an unknown query option", { url: "/v1.0/ships?$fun=1", responseBody: { value: [] } }, "query /ships $fun"],
    [
      "selecting what is not there",
      { url: "/v1.0/ships?$select=sails", responseBody: { value: [] } },
      "query $select ship.sails",
    ],
    [
      "a beta property that is not named",
      { url: "/beta/ships/1", responseBody: { ...ship, mood: "calm" } },
      "unknown-property response ship.mood",
    ],
    [
      "a wrong type of one that is",
      { url: "/beta/ships/1", responseBody: { ...ship, nickname: 7 } },
      "type response ship.nickname",
    ],
    [
      "a beta property in v1.0",
      { url: "/v1.0/ships/1", responseBody: { ...ship, nickname: "x" } },
      "unknown-property response ship.nickname",
    ],
    [
      "a dynamic property of an open type",
      { url: "/v1.0/sailors/2", responseBody: { id: "2", tattoo: 1 } },
      "dynamic-property response sailor.tattoo",
    ],
    ["a host of nobody", { host: "graph.example", url: "/v1.0/ships", responseBody: {} }, "host graph.example"],
  ])("%s", (_, exchange, finding) => {
    expect(found([line(exchange)])).toEqual([finding]);
  });

  test("no object where one belongs", () => {
    expect(one([ship])).toEqual(["shape response ship"]);
  });

  test("a body without its context", () => {
    expect(found([bareLine({ url: "/v1.0/ships/1", responseBody: ship })])).toEqual([
      "required response GET /ships/{id} @odata.context",
    ]);
  });

  test("what was not selected", () => {
    const url = "/v1.0/ships?$select=name";
    expect(found([line({ url, responseBody: { value: [ship] } })])).toEqual([]);
    expect(found([line({ url, responseBody: { value: [{ ...ship, rig: null }] } })])).toEqual([
      "query response GET /ships rig",
    ]);
  });

  test("the same one a hundred times is one finding", () => {
    expect(one({ ...ship, sails: 3 })).toEqual(
      found(Array.from({ length: 100 }, () => line({ url: "/v1.0/ships/1", responseBody: { ...ship, sails: 4 } }))),
    );
  });
});

describe("a type that only beta has", () => {
  const hook = (body: JsonObject, url = "/beta/cranes/1/hooks") =>
    found([line({ url, responseBody: { value: [body] } })]);

  test("is described by the declarations, its paths too", () => {
    expect(hook({ id: "1", isOpen: true })).toEqual([]);
    expect(hook({ id: "1", isOpen: 1, ring: 1 })).toEqual([
      "unknown-property response Hook.ring",
      "type response Hook.isOpen",
    ]);
    expect(hook({ id: "1", crane: {} })).toEqual(["navigation response Hook.crane"]);
    expect(hook({}, "/beta/cranes/1/ropes")).toEqual(["path /beta/cranes/1/ropes"]);
  });

  test("is none in v1.0", () => {
    expect(hook({}, "/v1.0/cranes/1/hooks")).toEqual(["path /v1.0/cranes/1/hooks"]);
  });
});

describe("of a planted fault only the request counts", () => {
  test("its answer may be anything", () => {
    expect(found([line({ url: "/v1.0/ships/1", status: 502, responseBody: "<html>", fault: "html" })])).toEqual([]);
  });

  test("its request may not", () => {
    const request = { method: "PATCH", url: "/v1.0/ships/1", requestBody: { sails: 1 } };
    expect(found([line({ ...request, status: 400, responseBody: "<html>", fault: "status" })])).toEqual([
      "unknown-property request ship.sails",
    ]);
  });
});

describe("a batch is taken apart", () => {
  const batch = (response: JsonObject) =>
    found([
      line({
        method: "POST",
        url: "/v1.0/$batch",
        requestBody: { requests: [{ id: "1", method: "GET", url: "/ships/1" }] },
        responseBody: { responses: [response] },
      }),
    ]);

  test("each answer in it counts", () => {
    const body = { ...CONTEXT, ...ship };
    expect(batch({ id: "1", status: 200, headers: {}, body })).toEqual([]);
    expect(batch({ id: "1", status: 200, body: { ...body, sails: 3 } })).toEqual([
      "unknown-property response ship.sails",
    ]);
    expect(batch({ id: "2", status: 200, body })).toEqual(["shape response $batch"]);
    expect(batch({ id: "1", status: 200, body, mood: 1 })).toEqual(["unknown-property response $batch.mood"]);
  });
});
