// Which commands are advised: only those that do something.
import { expect, test } from "vitest";
import { lockSteps, nextSteps } from "../../src/conditional-access/exclusion-next.js";
import type { JudgedBinding } from "../../src/conditional-access/witnesses.js";

const CONNECTOR = { subject: { kind: "user", name: "Sync_A" }, is: "connector" } as const;
const SVC = {
  subject: { kind: "user", name: "Svc-Adconnect@contoso.onmicrosoft.com" },
  is: "service-account",
} as const;
const OTHER = { subject: { kind: "user", name: "ada" }, is: "other" } as const;
const APPLICATION = { subject: { kind: "application", name: "App" }, is: "application" } as const;

const judged = (subject: string, change: Partial<JudgedBinding> = {}): JudgedBinding => ({
  ...{ policyId: "p-1", policyName: "MFA", subject, verdict: "binds", reason: "", controls: ["mfa"], named: false },
  ...{ resources: [], blocksLegacyClients: false, testimonies: [], agreed: null },
  ...change,
});
const SECOND = { ...CONNECTOR, subject: { kind: "user", name: "Sync_B" } } as const;
const USUAL = { name: "svc-adconnect", domain: "contoso.onmicrosoft.com" };
const ALL = [CONNECTOR, SECOND, SVC, OTHER, APPLICATION];
const lines = (...bindings: readonly JudgedBinding[]) =>
  nextSteps(ALL, bindings, USUAL).map(({ command }) => command.join(" "));

test.each<[string, readonly JudgedBinding[], readonly string[]]>([
  ["nobody is bound", [judged("Sync_A", { verdict: "does-not-bind" })], []],
  ["a connector is bound", [judged("Sync_A"), judged("Sync_A", { policyId: "p-2" })], ["mfa-exclusion add"]],
  ["perhaps", [judged("Sync_A", { verdict: "unknown" })], ["mfa-exclusion add --policy p-1"]],
  ["witnesses disagree", [judged("Sync_A", { agreed: false })], ["mfa-exclusion add --policy p-1"]],
  [
    "witnesses disagree that it does not bind",
    [judged("Sync_A", { verdict: "does-not-bind", agreed: false })],
    ["mfa-exclusion add --policy p-1"],
  ],
  ["report-only binds nobody yet", [judged("Sync_A", { verdict: "report-only", agreed: false })], []],
  ["named on purpose", [judged("Sync_A", { named: true })], []],
  ["against legacy authentication", [judged("Sync_A", { blocksLegacyClients: true, verdict: "unknown" })], []],
  [
    "certain of one policy, in doubt of another",
    [judged("Sync_A"), judged("Sync_A", { policyId: "p-2", verdict: "unknown" })],
    ["mfa-exclusion add", "mfa-exclusion add --policy p-2"],
  ],
  [
    "the service account",
    [judged(SVC.subject.name)],
    ["setup-svc-account --tap 1h --password-to file:PATH", "mfa-exclusion add --for svc --expires 8h"],
  ],
  ["a person", [judged("ada"), judged("ada", { agreed: false })], []],
  [
    "the service account, in dispute",
    [judged(SVC.subject.name, { agreed: false })],
    ["mfa-exclusion add --for svc --expires 8h --policy p-1"],
  ],
  [
    "certain for one account, in dispute for another",
    [judged("Sync_A"), judged("Sync_B", { agreed: false })],
    ["mfa-exclusion add --policy p-1"],
  ],
  ["an application", [judged("App")], []],
])("%s", (_, bindings, wanted) => {
  expect(lines(...bindings)).toEqual(wanted);
});

test.each([
  ["svc-entra@contoso.onmicrosoft.com", "--name svc-entra"],
  ["svc-entra@contoso.com", "--name svc-entra --domain contoso.com"],
  ["svc-adconnect@contoso.com", "--domain contoso.com"],
])("a service account that is not the usual one is named in each line: %s", (name, how) => {
  const account = { subject: { kind: "user", name }, is: "service-account" } as const;
  expect(nextSteps([account], [judged(name)], USUAL).map(({ command }) => command.join(" "))).toEqual([
    `setup-svc-account ${how} --tap 1h --password-to file:PATH`,
    `mfa-exclusion add --for ${name} --expires 8h`,
  ]);
});

test("a pass is advised only where setup-svc-account takes the name", () => {
  const account = { subject: { kind: "user", name: "o'brien@x.y" }, is: "service-account" } as const;
  expect(nextSteps([account], [judged("o'brien@x.y")], USUAL)).toHaveLength(1);
});

const seen = (name: string, ...addresses: readonly string[]) => ({
  ...({ subject: { kind: "user", name }, is: "connector", lock: "none", enabled: true, addresses } as const),
});
const A = seen("Sync_A", "203.0.113.10", "2001:db8:7::1");
const B = seen("Sync_B", "203.0.113.10");

test.each<[string, Parameters<typeof lockSteps>, string | undefined]>([
  ["those that synchronise", [[A, B], []], "mfa-exclusion add --lock-to 203.0.113.10/32,2001:db8:7::1/128"],
  ["one that was named", [[B], ["Sync_B"]], "mfa-exclusion add --for Sync_B --lock-to 203.0.113.10/32"],
  [
    "only the one without a lock",
    [[{ ...A, lock: "enforced" }, B], ["sync"]],
    "mfa-exclusion add --lock-to 203.0.113.10/32,2001:db8:7::1/128",
  ],
  [
    "nobody where all have one",
    [
      [
        { ...A, lock: "enforced" },
        { ...B, lock: "report-only" },
      ],
      [],
    ],
    undefined,
  ],
  ["nobody where that is not known", [[{ ...A, lock: "unknown" }], []], undefined],
  ["nobody who was seen nowhere", [[seen("Sync_A")], []], undefined],
  ["nobody who is disabled", [[{ ...A, enabled: false }], []], undefined],
  ["no administrator", [[{ ...A, is: "service-account" }], ["svc"]], undefined],
])("a lock is offered to %s", (_, given, line) => {
  expect(lockSteps(...given)[0]?.command.join(" ")).toBe(line);
});
