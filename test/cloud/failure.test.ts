import { describe, expect, test } from "vitest";
import { failureOf, toServiceError } from "../../src/cloud/failure.js";

const HOST = "graph.microsoft.com";

/** As fetch throws: a TypeError whose cause has the code. */
function fetchFailed(cause: unknown): TypeError {
  return new TypeError("fetch failed", { cause });
}

function coded(code: string, syscall = "connect"): Error {
  return Object.assign(new Error(`${syscall} ${code}`), { code, syscall });
}

describe("before anything is sent", () => {
  test.each([
    ["ECONNREFUSED", "refused the connection"],
    ["ENOTFOUND", "is not known to the name service"],
    ["EAI_AGAIN", "could not be looked up: the name service did not answer"],
    ["EHOSTUNREACH", "cannot be reached from here"],
    ["ENETUNREACH", "cannot be reached: there is no network"],
    ["ETIMEDOUT", "did not answer the connection in time"],
    ["UND_ERR_CONNECT_TIMEOUT", "did not answer the connection in time"],
  ])("%s: the host %s", (code, says) => {
    const failure = failureOf(fetchFailed(coded(code)), HOST);
    expect(failure).toMatchObject({ code: "unreachable", sent: false, transient: true });
    expect(failure.message).toBe(`${HOST} ${says} (${code}).`);
  });

  test("the code is found in the errors of several addresses that were tried", () => {
    const cause = new AggregateError([coded("ENETUNREACH"), coded("ECONNREFUSED")], "all of them");
    expect(failureOf(fetchFailed(cause), HOST)).toMatchObject({ code: "unreachable", sent: false });
  });
});

test.each([
  "UNABLE_TO_VERIFY_LEAF_SIGNATURE",
  "SELF_SIGNED_CERT_IN_CHAIN",
  "DEPTH_ZERO_SELF_SIGNED_CERT",
  "CERT_HAS_EXPIRED",
  "ERR_TLS_CERT_ALTNAME_INVALID",
  "HOSTNAME_MISMATCH",
])("%s is a certificate that is not trusted, now and later", (code) => {
  const failure = failureOf(fetchFailed(coded(code)), HOST);
  expect(failure).toMatchObject({ code: "untrusted-certificate", sent: false, transient: false });
  expect(failure.message).toContain(`The certificate of ${HOST} is not trusted (${code}).`);
  expect(failure.remedy).toContain("--ca-file");
});

test.each([
  [403, false, "NO_PROXY"],
  [407, false, "user name and password"],
  [502, true, "NO_PROXY"],
])("a proxy's %i: tried again %s", (status, transient, remedy) => {
  const cause = new Error(`Proxy response (${status}) !== 200 when HTTP Tunneling`);
  const failure = failureOf(fetchFailed(cause), HOST);
  expect(failure).toMatchObject({ code: "proxy-refused", sent: false, transient });
  expect(failure.message).toBe(`The proxy refused to connect to ${HOST} (status ${status}).`);
  expect(failure.remedy).toContain(remedy);
});

test.each([
  [fetchFailed(coded("ECONNRESET", "read")), "(ECONNRESET)"],
  [fetchFailed(coded("UND_ERR_SOCKET", "read")), "(UND_ERR_SOCKET)"],
  [new TypeError("terminated"), "complete."],
  ["not even an error", "complete."],
])("anything else may have reached the service: %s", (thrown, says) => {
  const failure = failureOf(thrown, HOST);
  expect(failure).toMatchObject({ code: "connection-lost", sent: true, transient: true });
  expect(failure.message).toContain(says);
});

test.each([
  ["ECONNRESET", true, "unknown"],
  ["ECONNRESET", false, "no"],
  ["ECONNREFUSED", true, "no"],
  ["CERT_HAS_EXPIRED", true, "no"],
])("%s of a write (%s) was carried out: %s", (code, write, carriedOut) => {
  const thrown = fetchFailed(coded(code));
  const error = toServiceError(failureOf(thrown, HOST), write, thrown);
  expect(error.carriedOut).toBe(carriedOut);
  expect(error.cause).toBe(thrown);
});

describe("behind a proxy", () => {
  const refused = Object.assign(new Error("connect ECONNREFUSED"), { code: "ECONNREFUSED", syscall: "connect" });

  test("what cannot be reached is the proxy, and the remedy names its variables", () => {
    const failure = failureOf(refused, "graph.microsoft.com", "proxy.contoso.com:8080");
    expect(failure.message).toBe("The proxy proxy.contoso.com:8080 refused the connection (ECONNREFUSED).");
    expect(failure.remedy).toContain("HTTPS_PROXY");
    expect(failure.sent).toBe(false);
  });

  test("a connection that broke later is not blamed on it", () => {
    const broken = Object.assign(new Error("read ECONNRESET"), { code: "ECONNRESET", syscall: "read" });
    expect(failureOf(broken, "graph.microsoft.com", "proxy.contoso.com:8080").message).toContain("graph.microsoft.com");
  });
});
