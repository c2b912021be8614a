// Which commands are advised: only those that do something.
import { expect, test } from "vitest";
import { lockSteps, nextSteps } from "../../src/conditional-access/exclusion-next.js";
import type { JudgedBinding } from "../../src/conditional-access/witnesses.js";

const CONNECTOR = { subject: { kind: "user", name: "Sync_A" }, is: "connector" } as const;
const SVC = { subject: { kind: "user", name: "svc" }, is: "service-account" } as const;
const OTHER = { subject: { kind: "user", name: "ada" }, is: "other" } as const;
const APPLICATION = { subject: { kind: "application", name: "App" }, is: "application" } as const;

const judged = (subject: string, change: Partial<JudgedBinding> = {}): JudgedBinding => ({
  ...{ policyId: "p-1", policyName: "MFA", subject, verdict: "binds", reason: "", controls: ["mfa"], named: false },
  ...{ resources: [], blocksLegacyClients: false, testimonies: [], agreed: null },
  ...change,
});
const SECOND = { ...CONNECTOR, subject: { kind: "user", name: "Sync_B" } } as const;
const ALL = [CONNECTOR, SECOND, SVC, OTHER, APPLICATION];
const lines = (...bindings: readonly JudgedBinding[]) =>
  nextSteps(ALL, bindings).map(({ command }) => command.join(" "));

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
    [judged("svc")],
    ["setup-svc-account --tap 1h --password-to file:PATH", "mfa-exclusion add --for svc --expires 8h"],
  ],
  ["somebody else", [judged("ada")], ["mfa-exclusion add --for ada"]],
  ["somebody else, in dispute", [judged("ada", { agreed: false })], ["mfa-exclusion add --for ada --policy p-1"]],
  [
    "the service account, in dispute",
    [judged("svc", { agreed: false })],
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
