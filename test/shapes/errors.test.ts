import { describe, expect, test } from "vitest";
import {
  AadcError,
  BugError,
  GuardError,
  InterruptedError,
  messageOf,
  PartialError,
  PermissionError,
  ServiceError,
  SignInError,
  UsageError,
} from "../../src/shapes/errors.js";

const DETAILS = { code: "some-code", remedy: "Do this next." } as const;

test.each([
  ["UsageError", UsageError],
  ["SignInError", SignInError],
  ["PermissionError", PermissionError],
  ["GuardError", GuardError],
  ["ServiceError", ServiceError],
  ["PartialError", PartialError],
  ["InterruptedError", InterruptedError],
  ["BugError", BugError],
])("%s is told apart by class and name, and carries code and remedy", (name, Kind) => {
  const error = new Kind("What happened.", DETAILS);
  expect(error).toBeInstanceOf(AadcError);
  expect(error).toBeInstanceOf(Error);
  expect(error).toMatchObject({ name, message: "What happened.", ...DETAILS });
  expect(error.requestId).toBeUndefined();
  expect(error).not.toHaveProperty("cause");
});

test("request id and cause are kept where there are any", () => {
  const cause = new Error("below");
  const error = new PermissionError("No.", { ...DETAILS, requestId: "r-1", cause });
  expect(error.requestId).toBe("r-1");
  expect(error.cause).toBe(cause);
});

describe("a service error", () => {
  test("says by itself that nothing was carried out and nothing was answered", () => {
    const error = new ServiceError("x", DETAILS);
    expect(error).toMatchObject({ carriedOut: "no", serviceCodes: [] });
    expect(error.status).toBeUndefined();
  });

  test("carries status, Microsoft's codes and whether a write may have been carried out", () => {
    const more = { status: 504, serviceCodes: ["A", "B"], carriedOut: "unknown" } as const;
    expect(new ServiceError("x", { ...DETAILS, ...more })).toMatchObject(more);
  });
});

test.each([
  [new TypeError("broken"), "broken"],
  ["text", "text"],
  [undefined, "undefined"],
  [{ message: "no error" }, "[object Object]"],
])("anything thrown has a message", (thrown, message) => {
  expect(messageOf(thrown)).toBe(message);
});
