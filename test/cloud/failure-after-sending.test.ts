import { expect, test } from "vitest";
import { failureOf } from "../../src/cloud/failure.js";

test.each(["ETIMEDOUT", "EHOSTUNREACH", "ENETUNREACH"])(
  "%s of an established connection may have come after the request was carried out",
  (code) => {
    const cause = Object.assign(new Error(`read ${code}`), { code, syscall: "read" });
    expect(failureOf(new TypeError("fetch failed", { cause }), "graph.microsoft.com")).toMatchObject({ sent: true });
  },
);

test("a broken TLS record in the middle of a connection may have come after the request was carried out", () => {
  const code = "ERR_SSL_DECRYPTION_FAILED_OR_BAD_RECORD_MAC";
  const cause = Object.assign(new Error(code), { code });
  expect(failureOf(new TypeError("fetch failed", { cause }), "graph.microsoft.com")).toMatchObject({ sent: true });
});
