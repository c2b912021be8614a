// What doctor says of sign-in, network, clock, cloud and licences.
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { OPERATIONS, type OperationName } from "../../src/knowledge/operations.js";
import { needsOf } from "../../src/rights/operations-asked.js";
import type { HostReach } from "../../src/rights/operator-snapshot.js";
import { judgeOperator } from "../../src/rights/verdict.js";
import { known, unknown } from "../../src/shapes/fact.js";
import { finding, healthyOperator, ORGANIZATION, person } from "./healthy-operator.js";

const REFUSED = {
  state: "failed",
  code: "AADSTS53003",
  reason: "A policy blocks the sign-in.",
  remedy: "Ask who manages it.",
} as const;
const unreachable = { state: "unknown", reason: "It was refused.", remedy: "Grant it." } as const;

const NEEDS_HEALTH = [
  "verify-sync",
  "cleanup-health",
  "cleanup-health --server",
  "cleanup-accounts",
  "cleanup-accounts --step disable",
];

test("the page has a place for every finding and tells every need", () => {
  const page = readFileSync(new URL("../../docs/doctor.md", import.meta.url), "utf8");
  const protection = { kind: "plain", reason: "there is no keyring." } as const;
  const findings = judgeOperator(
    healthyOperator({ savedSession: protection, grants: { ...person, kind: "application" } }),
  );
  for (const { id, doc } of [...findings, ...judgeOperator(healthyOperator())]) {
    expect(page, id).toContain(`<a id="${doc.replace("docs/doctor.md#", "")}"></a>`);
    if (!/^(PERM|ROLE|RBAC)-/.test(id)) expect(page).toContain(id);
  }
  for (const need of needsOf(Object.keys(OPERATIONS) as OperationName[]).keys())
    expect(page).toContain(`\`${need.toUpperCase()}\``);
});

test("an operator who lacks nothing: all passes, each finding once", () => {
  const findings = judgeOperator(healthyOperator());
  expect(findings.filter(({ result }) => result !== "pass")).toEqual([]);
  expect(new Set(findings.map(({ id }) => id)).size).toBe(findings.length);
  for (const { id, evidence } of findings) expect(evidence, id).not.toBe("");
});

test("what fails says what to do", () => {
  const findings = judgeOperator(
    healthyOperator({
      grants: { kind: "person", permissions: [], roleIds: [], tenantId: null, clientId: null },
      healthReading: "refused",
      organization: unreachable,
    }),
  );
  const open = findings.filter(({ result }) => result !== "pass");
  expect(open.length).toBeGreaterThan(15);
  for (const { id, remedy } of open) expect(remedy, id).not.toBe("");
});

describe("sign-in", () => {
  test("that was refused: its meaning and remedy; rights are not guessed, the network is still told", () => {
    const findings = judgeOperator(healthyOperator({ signIn: REFUSED, armSignIn: null, grants: null }));
    expect(findings.find(({ id }) => id === "SIGN-001")).toMatchObject({
      result: "fail",
      severity: "error",
      evidence: REFUSED.reason,
      remedy: REFUSED.remedy,
      neededBy: healthyOperator().operations,
    });
    expect(findings.map(({ id }) => id)).toEqual([
      "SIGN-001",
      "NET-001",
      "NET-002",
      "NET-003",
      "NET-004",
      "NET-005",
      "CLOUD-001",
    ]);
  });

  test.each([
    [{ armSignIn: REFUSED }, "fail"],
    [{}, "pass"],
  ])("for Azure concerns what needs Connect Health: %j", (change, result) => {
    expect(finding("SIGN-002", change)).toMatchObject({
      result,
      severity: "error",
      neededBy: NEEDS_HEALTH,
    });
  });

  test("the reason for the kind is told where there is one, and a nameless operator is said to be that", () => {
    expect(finding("SIGN-001", { signInReason: "--auth says so" })?.evidence).toBe(
      "Signed in in the browser (--auth says so) as adele@contoso.com.",
    );
    expect(finding("SIGN-001", { operatorName: "" })?.evidence).toContain("does not say who");
  });

  test.each([
    [null, undefined],
    [{ kind: "keyring" as const }, { result: "pass" }],
    [
      { kind: "plain" as const, reason: "there is no keyring." },
      { result: "fail", severity: "info", neededBy: [] },
    ],
    [
      { kind: "keyring" as const, exposed: "its mode is 0644" },
      { result: "pass", evidence: expect.stringContaining("0644") as string },
    ],
    [
      { kind: "plain" as const, reason: "there is no keyring.", exposed: "its mode is 0644" },
      {
        result: "fail",
        severity: "warning",
        evidence: expect.stringContaining("not kept from others any more: its mode is 0644") as string,
        remedy: expect.stringContaining("aadc-cloud login") as string,
        neededBy: [],
      },
    ],
  ])("saved with %j", (savedSession, expected) => {
    const found = finding("SIGN-003", { savedSession });
    if (expected === undefined) expect(found).toBeUndefined();
    else expect(found).toMatchObject(expected);
  });
});

describe("hosts", () => {
  const withHost = (service: HostReach["service"], change: Partial<HostReach>) => ({
    hosts: healthyOperator().hosts.map((one) => (one.service === service ? { ...one, ...change } : one)),
  });

  test.each([
    ["login", "NET-001", healthyOperator().operations],
    ["graph", "NET-002", healthyOperator().operations],
    ["arm", "NET-003", NEEDS_HEALTH],
  ] as const)("%s that does not answer", (service, id, neededBy) => {
    const answered = { state: "failed", code: "unreachable", reason: "It refused.", remedy: "Check it." } as const;
    expect(finding(id, withHost(service, { answered, proxy: "proxy:8080" }))).toMatchObject({
      result: "fail",
      severity: "error",
      evidence: "It refused. It was asked through the proxy proxy:8080.",
      remedy: "Check it.",
      neededBy,
    });
  });

  test("the proxy on the way is said", () => {
    expect(finding("NET-002", withHost("graph", { proxy: "proxy:8080" }))).toMatchObject({
      result: "pass",
      evidence: "graph.example answers, asked through the proxy proxy:8080.",
    });
  });

  test("Azure is no matter where nothing needs it", () => {
    const hosts = healthyOperator().hosts.filter(({ service }) => service !== "arm");
    expect(finding("NET-003", { hosts })).toBeUndefined();
  });
});

describe("clock", () => {
  test.each([
    [0, "pass", "agrees"],
    [-999, "pass", "agrees"],
    [60_000, "pass", "60 seconds behind"],
    [61_000, "warning", "61 seconds behind"],
    [-61_000, "warning", "61 seconds ahead"],
    [300_000, "warning", "5 minutes behind"],
    [301_000, "error", "5 minutes behind"],
    [-7_200_000, "error", "2 hours ahead"],
  ])("%i ms", (clockSkewMs, outcome, words) => {
    const found = finding("NET-004", { clockSkewMs });
    expect(found?.evidence).toContain(words);
    expect(found?.result === "fail" ? found.severity : found?.result).toBe(outcome);
    expect(found?.neededBy.length === 0).toBe(outcome === "warning");
  });

  test("a login host that says no time", () => {
    expect(finding("NET-004", { clockSkewMs: null })).toMatchObject({ result: "unknown", severity: "warning" });
  });
});

describe("issuers of certificates", () => {
  test.each([
    ["Microsoft Corporation, Microsoft Azure RSA TLS Issuing CA 07", "pass"],
    ["Microsoft Corporation, Microsoft TLS G2 RSA CA OCSP 02", "pass"],
    ["DigiCert Inc, DigiCert SHA2 Secure Server CA", "pass"],
    ["DigiCert, Inc., DigiCert Global G2 TLS RSA SHA256 2020 CA1", "pass"],
    ["DigiCert Inc, GeoTrust Global TLS RSA4096 SHA256 2022 CA1", "pass"],
    ["Microsoft", "fail"],
    ["Microsoft Corporation of ours, CA", "fail"],
    ["Zscaler Inc., Zscaler Intermediate Root CA", "fail"],
    ["Contoso, DigiCert Inc", "fail"],
    ["aadc-cloud sandbox authority", "fail"],
    ["", "fail"],
  ])("%s", (issuer, result) => {
    const found = finding("NET-005", { issuers: [{ host: "graph.example", issuer }] });
    expect(found).toMatchObject({ result, ...(result === "fail" ? { severity: "info", neededBy: [] } : {}) });
    if (result === "fail") {
      expect(found?.evidence).toContain(issuer || "without a name");
      expect(found?.remedy).toContain("Entra Connect does not support TLS inspection");
    }
  });

  test("none was seen: that is no proof", () => {
    expect(finding("NET-005", { issuers: [] })).toMatchObject({ result: "unknown", severity: "info" });
  });
});

describe("cloud of the tenant", () => {
  test("what the sign-in's refusal proposes gives way to the tenant's own cloud", () => {
    const signIn = { state: "failed", code: "AADSTS900439", reason: "Refused.", remedy: "Give another." } as const;
    const asked = { ...healthyOperator().asked, cloud: "usgov" as const };
    expect(finding("SIGN-001", { signIn, asked })?.remedy).toBe("Give --cloud public, or set AADC_CLOUD=public.");
    expect(finding("SIGN-001", { signIn })?.remedy).toBe("Give another.");
    const unanswered = { signIn, asked, discovery: unknown<never>("No answer.", "Look.") };
    expect(finding("SIGN-001", unanswered)?.remedy).toBe("Give another.");
  });

  const marks = { tenantId: null, regionScope: null, regionSubScope: null, instanceName: null, graphHost: null };
  const source = { request: "GET openid-configuration" };
  const clouds = { usgov: "microsoftonline.us", china: "partner.microsoftonline.cn" } as const;
  test.each([
    ["public", { instanceName: "microsoftonline.com", graphHost: "graph.microsoft.com" }, "pass", undefined],
    ["public", { instanceName: "microsoftonline.com", regionSubScope: "GCC" }, "pass", undefined],
    ["usgov", { instanceName: clouds.usgov, regionSubScope: "DODCON" }, "pass", undefined],
    ["usgovdod", { instanceName: clouds.usgov, regionSubScope: "DOD" }, "pass", undefined],
    ["china", { instanceName: clouds.china, graphHost: "microsoftgraph.chinacloudapi.cn" }, "pass", undefined],
    ["public", { instanceName: clouds.usgov, regionSubScope: "DODCON" }, "fail", "usgov"],
    ["public", { instanceName: clouds.usgov, graphHost: "graph.microsoft.us" }, "fail", "usgov"],
    ["public", { instanceName: clouds.usgov, regionSubScope: "DOD" }, "fail", "usgovdod"],
    ["usgov", { graphHost: "graph.microsoft.us", regionSubScope: "DOD" }, "fail", "usgovdod"],
    ["usgovdod", { graphHost: "graph.microsoft.us", regionSubScope: "DODCON" }, "fail", "usgov"],
    ["usgov", { instanceName: "microsoftonline.com" }, "fail", "public"],
    ["public", { instanceName: "microsoftonline.example" }, "unknown", undefined],
    ["public", {}, "unknown", undefined],
  ] as const)("asked in %s, published %j", (cloud, published, result, home) => {
    const asked = { ...healthyOperator().asked, cloud };
    const found = finding("CLOUD-001", { asked, discovery: known({ ...marks, ...published }, source) });
    expect(found?.result).toBe(result);
    if (home !== undefined) expect(found?.remedy).toContain(`--cloud ${home},`);
  });

  test("a login host that did not tell", () => {
    expect(finding("CLOUD-001", { discovery: unknown("No such tenant.", "Check --tenant.") })).toMatchObject({
      result: "unknown",
      severity: "error",
      remedy: "Check --tenant.",
    });
  });
});

describe("licences", () => {
  const unlicensed = {
    organization: known({ ...ORGANIZATION, servicePlans: ["x"] }, { request: "GET /v1.0/organization" }),
  };
  test.each(["LIC-CONDITIONAL-ACCESS", "LIC-CONNECT-HEALTH"])("%s: missing warns and stops nothing", (id) => {
    expect(finding(id)).toMatchObject({ result: "pass" });
    expect(finding(id, unlicensed)).toMatchObject({ result: "fail", severity: "warning", neededBy: [] });
    expect(finding(id, { organization: unreachable })).toMatchObject({ result: "unknown", severity: "warning" });
  });

  test("without one Connect Health's roles are not looked for", () => {
    for (const id of ["RBAC-READ-HEALTH", "RBAC-REMOVE-HEALTH"])
      expect(finding(id, { ...unlicensed, healthReading: "refused" })).toMatchObject({ result: "not-applicable" });
  });

  test("none is asked for where no operation needs it", () => {
    const operations = ["setup-svc-account"] as const;
    expect(finding("LIC-CONDITIONAL-ACCESS", { operations })).toBeUndefined();
    expect(finding("LIC-CONNECT-HEALTH", { operations })).toBeUndefined();
  });

  test("in China there is no Connect Health", () => {
    expect(finding("LIC-CONNECT-HEALTH", { hasConnectHealth: false })).toBeUndefined();
    expect(finding("RBAC-READ-HEALTH", { hasConnectHealth: false, healthReading: null })).toMatchObject({
      result: "not-applicable",
    });
  });
});

test("a tenant that does not say who it is leaves the verdict open", () => {
  expect(finding("TENANT-001", { tenantName: unreachable })).toMatchObject({ result: "unknown", severity: "error" });
});
