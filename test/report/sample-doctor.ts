// A result of doctor with each kind of finding, every name of the tenant as the test wants it.
import type { ResultOf } from "../../src/report/result-schemas.js";
import { summarize } from "../../src/shapes/finding.js";

export function doctorOf(name: (plain: string) => string): ResultOf<"doctor"> {
  const kinds = [
    ["pass", "error"],
    ["fail", "error"],
    ["fail", "warning"],
    ["fail", "info"],
    ["unknown", "error"],
    ["not-applicable", "error"],
  ] as const;
  const findings = kinds.map(([result, severity], index) => ({
    id: `PERM-READ-SYNCHRONIZATION${index}`,
    title: "Permission to read the synchronisation object",
    severity,
    result,
    evidence: `${name("The on-call role")} may allow it, ${name("or not")}.`,
    remedy: result === "fail" ? `Ask ${name("adele@contoso.com")} for it.` : "",
    doc: "docs/doctor.md#perm",
    neededBy:
      index === 1 ? ["setup-svc-account", "cleanup-accounts --step delete"] : index === 3 ? ["register-app"] : [],
  }));
  return {
    schema: "aadc-cloud/doctor@1",
    tenantId: "11111111-0000-4000-8000-000000000000",
    tenant: { displayName: name("Contoso"), initialDomain: name("contoso.onmicrosoft.com"), cloud: "public" },
    at: "2026-11-22T10:00:00.000Z",
    operator: { id: "22222222-0000-4000-8000-000000000000", name: name("adele@contoso.com"), authKind: "device-code" },
    toolVersion: "0.1.0",
    ticket: name("CHG-1"),
    asked: { tenant: name("contoso.com"), cloud: "public", authKind: "device-code" },
    signIn: "done",
    verdict: "fail",
    operations: [
      { name: "verify-sync", weight: "error", verdict: "pass" },
      { name: "setup-svc-account", weight: "error", verdict: "fail" },
      { name: "mfa-exclusion status", weight: "error", verdict: "pass" },
      { name: "mfa-exclusion add", weight: "error", verdict: "unknown" },
      { name: "register-app", weight: "info", verdict: "fail" },
      { name: "cleanup-accounts --step delete", weight: "warning", verdict: "fail" },
    ],
    summary: summarize(findings),
    findings,
  };
}
