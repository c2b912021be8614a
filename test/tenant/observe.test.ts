import { describe, expect, test } from "vitest";
import {
  DeadlineError,
  InterruptedError,
  PermissionError,
  ServiceError,
  SignInError,
} from "../../src/shapes/errors.js";
import { observe, orNull } from "../../src/tenant/observe.js";

const DETAILS = { code: "c", remedy: "Do this." };
const READ = { value: 1, source: { request: "GET /x", at: "2026-11-22T10:00:00.000Z" } };

describe("a reading as a fact", () => {
  test("is known with its source", async () => {
    expect(await observe(Promise.resolve(READ))).toEqual({ state: "known", ...READ });
  });

  test("of null is known to be null", async () => {
    expect(await observe(Promise.resolve({ ...READ, value: null }))).toMatchObject({ state: "known", value: null });
  });

  test.each([new PermissionError("No.", DETAILS), new ServiceError("Broken.", { ...DETAILS, status: 503 })])(
    "is unknown when the service refuses: %s",
    async (error) => {
      expect(await observe(Promise.reject(error))).toEqual({
        state: "unknown",
        reason: error.message,
        remedy: "Do this.",
      });
    },
  );

  test.each([
    new SignInError("Expired.", DETAILS),
    new DeadlineError("Too late.", DETAILS),
    new InterruptedError("Ctrl+C.", DETAILS),
    new TypeError("a fault of ours"),
  ])("is thrown on otherwise, as it is: %s", async (error) => {
    await expect(observe(Promise.reject(error))).rejects.toBe(error);
  });
});

describe("an object that may not be there", () => {
  test("is null on 404", async () => {
    const missing = new ServiceError("No.", { ...DETAILS, status: 404 });
    expect(await orNull(Promise.reject(missing), "GET /x")).toEqual({ value: null, source: { request: "GET /x" } });
  });

  test.each([
    new ServiceError("No.", { ...DETAILS, status: 410 }),
    new ServiceError("No answer.", DETAILS),
    new PermissionError("No.", DETAILS),
    new SignInError("No.", DETAILS),
  ])("fails on anything else: %s", async (error) => {
    await expect(orNull(Promise.reject(error), "GET /x")).rejects.toBe(error);
  });
});
