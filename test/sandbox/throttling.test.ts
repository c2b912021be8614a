// How Graph throttles.
import { describe, expect, test } from "vitest";
import { createThrottles, type ThrottledRequest } from "../../src/sandbox/laws/throttling.js";

const T0 = 1_800_000_000_000;
const directory = (more: Partial<ThrottledRequest> = {}): ThrottledRequest => ({
  service: "directory",
  appId: "app-1",
  cost: 1,
  isWrite: false,
  ...more,
});

describe("Conditional Access", () => {
  const request: ThrottledRequest = { service: "conditional-access", appId: "app-1", cost: 1, isWrite: false };

  test("one request per second for all applications together, and no Retry-After", () => {
    const throttles = createThrottles(() => 10);
    expect(throttles.admit(request, T0).refusal).toBeUndefined();
    expect(throttles.admit({ ...request, appId: "app-2" }, T0 + 999).refusal).toEqual({ headers: {} });
    expect(throttles.admit(request, T0 + 1999).refusal).toBeUndefined();
  });

  test("who keeps knocking is not let in", () => {
    const throttles = createThrottles(() => 10);
    throttles.admit(request, T0);
    for (let at = 100; at <= 5000; at += 100) expect(throttles.admit(request, T0 + at).refusal).toBeDefined();
    expect(throttles.admit(request, T0 + 6000).refusal).toBeUndefined();
  });
});

describe("reports", () => {
  const request: ThrottledRequest = { service: "reports", appId: "app-1", cost: 1, isWrite: false };

  test("five requests in ten seconds per application", () => {
    const throttles = createThrottles(() => 10);
    for (let count = 0; count < 5; count += 1) expect(throttles.admit(request, T0 + count).refusal).toBeUndefined();
    expect(throttles.admit(request, T0 + 5).refusal?.retryAfter).toBe(10);
    expect(throttles.admit({ ...request, appId: "app-2" }, T0 + 6).refusal).toBeUndefined();
    expect(throttles.admit(request, T0 + 10_000).refusal).toBeUndefined();
  });
});

describe("sign-in activity", () => {
  const request: ThrottledRequest = { service: "sign-in-activity", appId: "app-1", cost: 1, isWrite: false };

  test("ten requests in a minute per application, besides those of the reports", () => {
    const throttles = createThrottles(() => 10);
    for (let count = 0; count < 10; count += 1) expect(throttles.admit(request, T0 + count).refusal).toBeUndefined();
    expect(throttles.admit(request, T0 + 10).refusal?.retryAfter).toBe(60);
    expect(throttles.admit({ ...request, appId: "app-2" }, T0 + 11).refusal).toBeUndefined();
    expect(throttles.admit({ ...request, service: "reports" }, T0 + 12).refusal).toBeUndefined();
    expect(throttles.admit(request, T0 + 60_000).refusal).toBeUndefined();
  });
});

describe("resource units", () => {
  const spend = (users: number) => {
    const throttles = createThrottles(() => users);
    let admitted = 0;
    while (throttles.admit(directory({ cost: 100 }), T0).refusal === undefined) admitted += 1;
    return admitted * 100;
  };

  test.each([
    [49, 3500],
    [50, 5000],
    [500, 5000],
    [501, 8000],
  ])("a tenant of %i users has %i in ten seconds", (users, units) => {
    expect(spend(users)).toBe(units);
  });

  test("who comes back before Retry-After is refused again; who waits is let through", () => {
    const throttles = createThrottles(() => 10);
    throttles.admit(directory({ cost: 3500 }), T0);
    expect(throttles.admit(directory(), T0 + 2000).refusal?.retryAfter).toBe(8);
    expect(throttles.admit(directory(), T0 + 5000).refusal?.retryAfter).toBe(5);
    expect(throttles.admit(directory(), T0 + 9999).refusal?.retryAfter).toBe(1);
    expect(throttles.admit(directory(), T0 + 10_000).refusal).toBeUndefined();
  });

  test("the refusal says whose budget it was, and answers tell how full it is above 80 %", () => {
    const throttles = createThrottles(() => 10);
    expect(throttles.admit(directory({ cost: 2800 }), T0).headers).toEqual({ "x-ms-resource-unit": "2800" });
    expect(throttles.admit(directory({ cost: 350 }), T0).headers).toMatchObject({
      "x-ms-throttle-limit-percentage": "0.9",
    });
    expect(throttles.admit(directory({ cost: 1000 }), T0).refusal?.headers).toEqual({
      "x-ms-throttle-scope": "Tenant_Application/Read/app-1/-",
      "x-ms-throttle-information": "ResourceUnitLimitExceeded",
    });
  });

  test("3,000 writes in 150 seconds", () => {
    const throttles = createThrottles(() => 1000);
    const write = directory({ isWrite: true });
    for (let count = 0; count < 3000; count += 1) {
      expect(throttles.admit(write, T0 + count * 40).refusal).toBeUndefined();
    }
    expect(throttles.admit(write, T0 + 3000 * 40).refusal?.headers["x-ms-throttle-information"]).toBe(
      "WriteLimitExceeded",
    );
    expect(throttles.admit(directory(), T0 + 3001 * 40).refusal).toBeUndefined();
  });
});
