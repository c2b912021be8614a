import { expect, test } from "vitest";
import { retryAfterMs } from "../../src/cloud/retry.js";

test.each(["-5", "1;2", "1,2", "2" + "-3", "+5"])("Retry-After %j is no HTTP date and cannot be read", (value) => {
  expect(retryAfterMs(value, null, Date.UTC(2026, 10, 22))).toBeUndefined();
});
