// Faults that somebody has asked for: what becomes of the request, of the work, and of the log.
import { readFileSync } from "node:fs";
import path from "node:path";
import { afterEach, describe, expect, test } from "vitest";
import { readFaults } from "../../src/sandbox/faults/fault-spec.js";
import { createFaults, type Fault } from "../../src/sandbox/faults/faults.js";
import { SandboxError } from "../../src/sandbox/sandbox-error.js";
import { caught } from "../support/caught.js";
import { at, GRAPH_SCOPE, listAt, preparedFolder, startTestSandbox, type TestSandbox } from "./sandbox-client.js";

const USERS = "/v1.0/users?$top=2";
let sandbox: TestSandbox | undefined;
afterEach(async () => {
  await sandbox?.close();
  sandbox = undefined;
});

async function withFaults(...faults: Fault["fault"][]): Promise<{ sandbox: TestSandbox; token: string }> {
  const rules = faults.map((fault, index): Fault => ({ host: "graph", nth: [index + 1], fault }));
  sandbox = await startTestSandbox({ dir: await preparedFolder(), faults: rules });
  return { sandbox, token: await sandbox.userToken(GRAPH_SCOPE) };
}

function logged({ dir }: TestSandbox): readonly unknown[] {
  return readFileSync(path.join(dir, "requests.jsonl"), "utf8")
    .trimEnd()
    .split("\n")
    .map((line): unknown => JSON.parse(line))
    .filter((line) => at(line, "host") === "graph.microsoft.com");
}

const names = async (one: TestSandbox, token: string) =>
  listAt((await one.graph(token, "/v1.0/users")).body, "value").map((user) => at(user, "displayName"));

/** A change that is there or not. */
const create = (one: TestSandbox, token: string) =>
  one.graph(token, "/v1.0/users", {
    method: "POST",
    json: {
      accountEnabled: true,
      displayName: "Made under a fault",
      mailNickname: "fault",
      userPrincipalName: "fault@contoso.onmicrosoft.com",
      passwordProfile: { password: "Kq7-verbose-otter-92" },
    },
  });

test("a status without and with Retry-After, with JSON, HTML and without a body", async () => {
  const { sandbox: one, token } = await withFaults(
    { kind: "status", status: 429, body: "json" },
    { kind: "status", status: 503, retryAfter: 7, body: "empty" },
  );
  const first = await one.graph(token, USERS);
  expect([first.status, first.headers["retry-after"]]).toEqual([429, undefined]);
  expect(first.body).toMatchObject({ error: { code: "TooManyRequests" } });
  const second = await one.graph(token, USERS);
  expect([second.status, second.headers["retry-after"], second.body]).toEqual([503, "7", undefined]);
  expect((await one.graph(token, USERS)).status).toBe(200);
  expect(logged(one).map((line) => at(line, "fault"))).toEqual(["status", "status", undefined]);
});

test.each([
  [429, "temporarily_unavailable", 90055],
  [503, "temporarily_unavailable", 90033],
  [400, "invalid_request", 50000],
])("a status %i of the login service, in its own form", async (status, error, number) => {
  const fault = { kind: "status" as const, status, retryAfter: 3, body: "json" as const };
  sandbox = await startTestSandbox({ dir: await preparedFolder(), faults: [{ host: "login", nth: [1], fault }] });
  const url = `https://login.microsoftonline.com/${sandbox.info.tenantId}/oauth2/v2.0/token`;
  const form = { grant_type: "client_credentials", client_id: "x", scope: GRAPH_SCOPE };
  const answer = await sandbox.send(url, { method: "POST", form });
  expect([answer.status, answer.headers["retry-after"]]).toEqual([status, "3"]);
  expect(answer.body).toMatchObject({ error, error_codes: [number] });
  expect(at(answer.body, "error_description")).toMatch(new RegExp(`^AADSTS${number}: `, "u"));
});

test.each([
  ["arm", "https://management.azure.com/providers/Microsoft.ADHybridHealthService/services?api-version=2014-01-01"],
  ["vault", "https://contoso-vault.vault.azure.net/secrets?api-version=7.6"],
] as const)("a status of %s has a code and a message", async (host, url) => {
  const fault = { kind: "status" as const, status: 429, body: "json" as const };
  sandbox = await startTestSandbox({ dir: await preparedFolder(), faults: [{ host, nth: [1], fault }] });
  expect((await sandbox.send(url)).body).toEqual({ error: { code: "TooManyRequests", message: "" } });
});

test.each([
  ["before the work was done", "undone", false],
  ["after the work was done", "done", true],
] as const)("reset %s", async (_when, work, isThere) => {
  const { sandbox: one, token } = await withFaults({ kind: "reset", work });
  await expect(create(one, token)).rejects.toThrow();
  expect((await names(one, token)).includes("Made under a fault")).toBe(isThere);
  expect(at(logged(one)[0], "fault")).toBe("reset");
});

test("hanging until the client gives up", async () => {
  const { sandbox: one, token } = await withFaults({ kind: "hang", work: "undone" });
  const answered = create(one, token).then(
    () => "answered",
    () => "broken",
  );
  const waited = new Promise((resolve) => setTimeout(() => resolve("nothing yet"), 300));
  expect(await Promise.race([answered, waited])).toBe("nothing yet");
  expect(await names(one, token)).not.toContain("Made under a fault");
});

test("a truncated body", async () => {
  const { sandbox: one, token } = await withFaults({ kind: "truncated" });
  await expect(one.graph(token, USERS)).rejects.toThrow();
  expect((await one.graph(token, USERS)).status).toBe(200);
});

test("a page for people", async () => {
  const { sandbox: one, token } = await withFaults({ kind: "html", status: 502 });
  const { status, body } = await one.graph(token, USERS);
  expect([status, String(body).slice(0, 6)]).toEqual([502, "<html>"]);
  expect(at(logged(one)[0], "status")).toBe(502);
  expect(at(logged(one)[0], "responseBody")).toContain("<html>");
});

test("a stale read shows what was before the change", async () => {
  sandbox = await startTestSandbox({
    dir: await preparedFolder(),
    faults: [{ host: "graph", method: "GET", nth: [2], fault: { kind: "stale" } }],
  });
  const token = await sandbox.userToken(GRAPH_SCOPE);
  const before = await names(sandbox, token);
  expect((await create(sandbox, token)).status).toBe(201);
  expect(await names(sandbox, token)).toEqual(before);
  expect(await names(sandbox, token)).toContain("Made under a fault");
});

test("a page that leads to itself", async () => {
  const { sandbox: one, token } = await withFaults({ kind: "repeated-page" });
  const first = await one.graph(token, USERS);
  expect(at(first.body, "@odata.nextLink")).toBe(`https://graph.microsoft.com${USERS}`);
  expect(at((await one.graph(token, USERS)).body, "@odata.nextLink")).toContain("skiptoken");
});

test("a clock that is wrong", async () => {
  const { sandbox: one, token } = await withFaults({ kind: "clock-skew", seconds: -3600 });
  const [skewed, right] = [await one.graph(token, USERS), await one.graph(token, USERS)];
  const difference = Date.parse(right.headers["date"] ?? "") - Date.parse(skewed.headers["date"] ?? "");
  expect(difference).toBeGreaterThanOrEqual(3_599_000);
  expect(difference).toBeLessThan(3_605_000);
});

test("a token that counts as expired", async () => {
  const { sandbox: one, token } = await withFaults({ kind: "expired-token" });
  const { status, body } = await one.graph(token, USERS);
  expect([status, at(body, "error", "code")]).toEqual([401, "InvalidAuthenticationToken"]);
});

describe("which requests are struck", () => {
  const request = (url: string) => ({ host: "graph", method: "GET", path: url });
  const strikes = (rules: readonly Fault[], seed: number, count = 200) => {
    const faults = createFaults(rules, seed);
    return Array.from({ length: count }, () =>
      faults.strike(request("/v1.0/users/x")) === undefined ? "." : "x",
    ).join("");
  };
  const chance: Fault = { probability: 0.25, fault: { kind: "truncated" } };

  test("by a seed, repeatably", () => {
    expect(strikes([chance], 7)).toBe(strikes([chance], 7));
    expect(strikes([chance], 7)).not.toBe(strikes([chance], 8));
    const share = strikes([chance], 7, 4000).replaceAll(".", "").length / 4000;
    expect(share).toBeGreaterThan(0.2);
    expect(share).toBeLessThan(0.3);
  });

  test("a rule more does not change which ones another strikes", () => {
    const other: Fault = { nth: [1, 2, 3], fault: { kind: "html", status: 502 } };
    const alone = strikes([chance], 7).slice(3);
    expect(strikes([chance, other], 7).slice(3)).toBe(alone);
  });

  test.each([
    ["host=arm", false],
    ["host=graph,method=POST", false],
    ["path=/v1.0/users/*", true],
    ["path=/v1.0/users", false],
    ["path=*/X", true],
    ["path=/v1.0/users/.", false],
  ])("%s", async (spec, struck) => {
    const [rule] = await readFaults(`${spec},kind=truncated`, "/");
    if (rule === undefined) throw new Error("no rule");
    expect(createFaults([rule], 0).strike(request("/v1.0/users/x")) !== undefined).toBe(struck);
  });
});

test("rules as they are written on the command line", async () => {
  expect(
    await readFaults(
      "host=graph,path=/v1.0/users*,nth=1 3,kind=status,status=429,retry-after=5;probability=0.5,kind=reset,work=done",
      "/",
    ),
  ).toEqual([
    {
      host: "graph",
      path: "/v1.0/users*",
      nth: [1, 3],
      fault: { kind: "status", status: 429, retryAfter: 5, body: "json" },
    },
    { probability: 0.5, fault: { kind: "reset", work: "done" } },
  ]);
});

test.each([
  ["kind=explode", "Fault rule 1"],
  ["kind=status", "status"],
  ["host=example.com,kind=truncated", "host"],
  ["nth=0,kind=truncated", "nth"],
  ["kind=truncated;rubbish", "rubbish"],
  ["/no/such/file.yaml", "cannot be read"],
])("the rule %s is refused", async (spec, why) => {
  const error = await caught(SandboxError, readFaults(spec, "/"));
  expect(error).toMatchObject({ code: "usage" });
  expect(error.message).toContain(why);
});
