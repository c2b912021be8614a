// Which error an answer becomes: who must act, what to grant, what to quote to Microsoft.
import { describe, expect, test } from "vitest";
import * as z from "zod";
import { failureFrom, readAnswer, requestIdOf, sourceOf } from "../../src/cloud/answers.js";
import type { Answer } from "../../src/cloud/transport.js";
import { howToGrant } from "../../src/knowledge/permissions.js";
import { PermissionError, ServiceError, SignInError } from "../../src/shapes/errors.js";

const READ = { label: "GET /v1.0/organization", need: "read-organization", write: false } as const;
const WRITE = { label: "POST /v1.0/users", need: "create-users", write: true } as const;

function answer(status: number, body: unknown = "", headers: Record<string, string> = {}): Answer {
  return { status, headers: new Headers(headers), body: typeof body === "string" ? body : JSON.stringify(body) };
}

const graphError = (code: string, message = "It says why.", details?: unknown) => ({
  error: { code, message, details },
});

describe("who must act", () => {
  test("401: whoever signs in", () => {
    const error = failureFrom(
      answer(401, graphError("InvalidAuthenticationToken"), { "request-id": "11111111-aaaa" }),
      READ,
    );
    expect(error).toBeInstanceOf(SignInError);
    expect(error).toMatchObject({
      message: "GET /v1.0/organization failed with status 401 (InvalidAuthenticationToken): It says why.",
      code: "InvalidAuthenticationToken",
      requestId: "11111111-aaaa",
      remedy: expect.stringContaining("Sign in again") as string,
    });
  });

  test("403: an administrator, who hears which permission and which role", () => {
    for (const asked of [READ, WRITE]) {
      const error = failureFrom(answer(403, graphError("Authorization_RequestDenied")), asked);
      expect(error).toBeInstanceOf(PermissionError);
      expect(error).toMatchObject({ code: "Authorization_RequestDenied", remedy: howToGrant(asked.need) });
    }
    expect(howToGrant("create-users")).toBe(
      "Needed: User.ReadWrite.All; a person who signs in also needs the role User Administrator.",
    );
  });

  test("403 for want of a licence: who buys them, wherever the code stands", () => {
    const code = "Authentication_RequestFromNonPremiumTenantOrB2CTenant";
    for (const body of [graphError(code), graphError("Forbidden", "No.", [{ code }])]) {
      const error = failureFrom(answer(403, body), READ);
      expect(error).toBeInstanceOf(PermissionError);
      expect(error.remedy).toContain("Microsoft Entra ID P1 or P2 licence");
    }
  });

  test.each([
    [400, false, "no", "Read what the service says"],
    [404, false, "no", "Read what the service says"],
    [409, true, "no", "Read what the service says"],
    [412, true, "no", "Read what the service says"],
    [429, true, "no", "Wait some minutes"],
    [408, true, "unknown", "Read what the service says"],
    [500, true, "unknown", "Wait some minutes"],
    [503, true, "unknown", "Wait some minutes"],
    [504, true, "unknown", "Wait some minutes"],
    [501, false, "no", "waiting will not change it"],
    [505, true, "unknown", "waiting will not change it"],
    [408, false, "no", "Read what the service says"],
    [503, false, "no", "Wait some minutes"],
    [301, false, "no", "Read what the service says"],
  ])("%i (write: %s): Microsoft; carried out: %s", (status, write, carriedOut, remedy) => {
    const error = failureFrom(answer(status, graphError("SomeCode")), write ? WRITE : READ);
    expect(error).toBeInstanceOf(ServiceError);
    expect(error).toMatchObject({ status, carriedOut, code: "SomeCode", serviceCodes: ["SomeCode"] });
    expect(error.remedy).toContain(remedy);
  });
});

test("429 of Conditional Access, which all programs share: another run may be at work", () => {
  const label = "GET /v1.0/identity/conditionalAccess/policies";
  expect(failureFrom(answer(429, graphError("x")), { ...READ, label }).remedy).toContain("another run of this program");
  expect(failureFrom(answer(503, graphError("x")), { ...READ, label }).remedy).not.toContain("another run");
  expect(failureFrom(answer(429, graphError("x")), READ).remedy).not.toContain("another run");
});

describe("what the service says", () => {
  const failure = (body: unknown) => {
    const error = failureFrom(answer(400, body), READ);
    if (error instanceof ServiceError) return { message: error.message, code: error.code, codes: error.serviceCodes };
    throw error;
  };
  const said = "GET /v1.0/organization failed with status 400";

  test("codes are listed outermost first, those of the details after it", () => {
    const details = [{ code: "ObjectConflict", target: "upn" }, { code: "" }, { message: "none" }, null, { code: 7 }];
    expect(failure(graphError("Request_BadRequest", "Bad.", [...details, { code: "PropertyTaken" }]))).toEqual({
      message: `${said} (Request_BadRequest, ObjectConflict, PropertyTaken): Bad.`,
      code: "Request_BadRequest",
      codes: ["Request_BadRequest", "ObjectConflict", "PropertyTaken"],
    });
  });

  test("an empty code string is none; the first of the details takes its place", () => {
    expect(failure(graphError("", "", [{ code: "Inner" }]))).toMatchObject({ code: "Inner", codes: ["Inner"] });
    expect(failure(graphError("", "Why?"))).toEqual({ message: `${said}: Why?`, code: "http-400", codes: [] });
  });

  test.each([
    "",
    "<html><body>Bad Request</body></html>",
    "null",
    "[]",
    '"text"',
    '{"error":"text"}',
    '{"error":null}',
    '{"error":{"details":"text"}}',
    '{"Message":"The requested resource does not support http method."}',
    '{"error":{"code":"cut',
  ])("%s says nothing", (body) => {
    expect(failure(body)).toEqual({ message: `${said}.`, code: "http-400", codes: [] });
  });

  test("a message is cut at 500 characters", () => {
    expect(failure(graphError("C", "x".repeat(2_000))).message).toBe(`${said} (C): ${"x".repeat(500)}.`);
  });
});

test.each([
  [{ "request-id": "graph" }, { requestId: "graph" }],
  [{ "x-ms-request-id": "arm" }, { requestId: "arm" }],
  [{ "request-id": "graph", "x-ms-request-id": "arm" }, { requestId: "graph" }],
  [{}, {}],
])("the request id of %j is %j", (headers, id) => {
  expect(requestIdOf(answer(500, "", headers as Record<string, string>))).toEqual(id);
});

test("the source is the request and the service's own time, which may be missing or unreadable", () => {
  const date = "Sun, 22 Nov 2026 10:00:00 GMT";
  expect(sourceOf(answer(200, "", { date }), READ)).toEqual({ request: READ.label, at: "2026-11-22T10:00:00.000Z" });
  expect(sourceOf(answer(200), READ)).toEqual({ request: READ.label });
  expect(sourceOf(answer(200, "", { date: "yesterday" }), READ)).toEqual({ request: READ.label });
});

describe("reading a body", () => {
  const schema = z.object({ id: z.string(), count: z.number() });

  test("gives exactly the properties that are asked for, a byte order mark passed over", () => {
    const read = readAnswer(answer(200, '\uFEFF{"id":"a","count":1,"other":true}'), schema, READ);
    expect(read).toEqual({ value: { id: "a", count: 1 }, source: { request: READ.label } });
  });

  test("of another shape is an error that names the property, and not its value", () => {
    const shape = { users: [{ id: "a", count: "hunter22" }] };
    const reading = () =>
      readAnswer(answer(200, shape, { "request-id": "r" }), z.object({ users: z.array(schema) }), READ);
    expect(reading).toThrow(ServiceError);
    expect(reading).toThrow(
      "The answer to GET /v1.0/organization is not of the expected form: users.0.count Invalid input: expected number, received string",
    );
    expect(reading).toThrow(expect.objectContaining({ code: "unexpected-shape", requestId: "r" }) as Error);
  });

  test.each([
    ["<!doctype html><title>Sign in to the guest network</title>", "a web page"],
    ["  \n<html>", "a web page"],
    ['{"id":"a","cou', "something that is not complete JSON"],
    ["", "something that is not complete JSON"],
  ])("%j with status 200 is answered by something else", (body, what) => {
    const reading = () => readAnswer(answer(200, body), schema, READ);
    expect(reading).toThrow(`GET /v1.0/organization was answered with ${what}.`);
    expect(reading).toThrow(expect.objectContaining({ code: "unexpected-answer", carriedOut: "no" }) as Error);
  });

  test("an answer that is not 2xx is never read, whatever its body", () => {
    expect(() => readAnswer(answer(304, { id: "a", count: 1 }), schema, READ)).toThrow("failed with status 304");
  });
});
