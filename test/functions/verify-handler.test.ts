// The timer's handler without a host: what it logs, and when the invocation counts as failed.
import { describe, expect, test } from "vitest";
import type { VerifySyncOptions } from "../../src/commands/verify-sync.js";
import type { VerifyServices } from "../../src/functions/verify.js";
import { createVerifyHandler } from "../../src/functions/verify.js";
import type { ResultOf } from "../../src/report/result-schemas.js";
import { SignInError } from "../../src/shapes/errors.js";
import { caught } from "../support/caught.js";

type Result = ResultOf<"verify-sync">;
type Finding = Result["findings"][number];

function finding(id: string, result: Finding["result"], severity: Finding["severity"] = "error"): Finding {
  return {
    id,
    title: id,
    severity,
    result,
    evidence: `evidence of ${id}`,
    remedy: `remedy of ${id}`,
    doc: "",
    why: "",
    link: "",
  };
}

function resultWith(verdict: Result["verdict"], findings: readonly Finding[]): Result {
  const unread = { state: "unknown", reason: "", remedy: "" } as const;
  return {
    schema: "aadc-cloud/verify-sync@1",
    tenantId: "t",
    tenant: { displayName: "Contoso", initialDomain: "contoso.onmicrosoft.com", cloud: "public" },
    at: "2026-11-22T00:00:00.000Z",
    operator: { id: "o", name: "app", authKind: "managed-identity" },
    toolVersion: "0",
    verdict,
    summary: { pass: 1, fail: 2, warning: 0, info: 0, unknown: 1, notApplicable: 0 },
    findings: [...findings],
    decidedBy: findings.filter(({ result }) => result === "fail").map(({ id }) => id),
    knowledge: { asOf: "2026-10-06", from: "built-in" },
    sync: {
      enabled: unread,
      lastSync: unread,
      lastPasswordSync: unread,
      clientVersion: unread,
      support: unread,
      activeServer: unread,
      connectorIdentity: unread,
      pendingExports: unread,
      syncedCounts: unread,
      provisioningErrors: unread,
      deletedObjects: unread,
      features: unread,
      health: unread,
      healthAlerts: unread,
      exportErrors: unread,
      domains: unread,
      authenticationAgents: unread,
    },
  };
}

interface Invocation {
  readonly lines: readonly (readonly [level: string, said: unknown])[];
  readonly asked: readonly VerifySyncOptions[];
  readonly signals: readonly AbortSignal[];
  readonly done: Promise<void>;
}

function invoke(verify: () => Promise<Result>, more: { activeServer?: string; isPastDue?: boolean } = {}): Invocation {
  const lines: [string, unknown][] = [];
  const asked: VerifySyncOptions[] = [];
  const signals: AbortSignal[] = [];
  const services: VerifyServices = {
    activeServer: more.activeServer,
    verify: (options, signal) => {
      asked.push(options);
      signals.push(signal);
      return verify();
    },
  };
  const done = createVerifyHandler(services)(
    { isPastDue: more.isPastDue ?? false },
    {
      log: (said: unknown) => void lines.push(["log", said]),
      warn: (said: unknown) => void lines.push(["warn", said]),
      error: (said: unknown) => void lines.push(["error", said]),
    },
  );
  return { lines, asked, signals, done };
}

describe("the scheduled check", () => {
  test("a pass is logged, in one line, with nothing to warn of", async () => {
    const { lines, done } = invoke(async () => resultWith("pass", [finding("SYNC-001", "pass")]));
    await done;
    expect(lines).toEqual([
      ["log", expect.objectContaining({ event: "verify-sync", tenantId: "t", verdict: "pass" }) as unknown],
    ]);
  });

  test.each(["fail", "unknown"] as const)("%s is an error, and each open finding follows", async (verdict) => {
    const findings = [
      finding("SYNC-001", "pass"),
      finding("SYNC-002", "fail", "warning"),
      finding("SYNC-003", "unknown"),
      finding("SYNC-008", "not-applicable"),
    ];
    const { lines, done } = invoke(async () => resultWith(verdict, findings));
    await done;
    expect(lines[0]).toEqual(["error", expect.objectContaining({ event: "verify-sync", verdict })]);
    expect(lines.slice(1)).toEqual([
      [
        "warn",
        {
          event: "finding",
          tenantId: "t",
          id: "SYNC-002",
          severity: "warning",
          result: "fail",
          evidence: "evidence of SYNC-002",
          remedy: "remedy of SYNC-002",
        },
      ],
      ["warn", expect.objectContaining({ id: "SYNC-003", result: "unknown" }) as unknown],
    ]);
  });

  test("a check that could not be made is logged with its remedy, and fails the invocation", async () => {
    const refusal = new SignInError("No identity.", { code: "no-identity", remedy: "Assign one." });
    const { lines, done } = invoke(() => Promise.reject(refusal));
    expect(await caught(SignInError, done)).toBe(refusal);
    expect(lines).toEqual([
      ["error", { event: "verify-sync-failed", code: "no-identity", message: "No identity.", remedy: "Assign one." }],
    ]);
  });

  test("a fault of the program fails the invocation as it is", async () => {
    const fault = new TypeError("boom");
    const { done } = invoke(() => Promise.reject(fault));
    expect(await caught(TypeError, done)).toBe(fault);
  });

  test("a late timer is told of, and the check is made all the same", async () => {
    const { lines, asked, done } = invoke(async () => resultWith("pass", []), { isPastDue: true });
    await done;
    expect(lines.map(([level]) => level)).toEqual(["warn", "log"]);
    expect(asked).toHaveLength(1);
  });

  test("it asks what the command line asks by default, for the server that is expected", async () => {
    const plain = invoke(async () => resultWith("pass", []));
    await plain.done;
    expect(plain.asked).toEqual([{ failOn: "error", allowUnknown: [] }]);
    const expecting = invoke(async () => resultWith("pass", []), { activeServer: "AADC-NEW" });
    await expecting.done;
    expect(expecting.asked).toEqual([{ failOn: "error", allowUnknown: [], activeServer: "AADC-NEW" }]);
    expect(expecting.signals[0]?.aborted).toBe(false);
  });
});
