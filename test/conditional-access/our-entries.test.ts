// What this program's runs have put in, read out of their journals: no more, and nothing that was taken out again.
import { expect, test } from "vitest";
import { addMember, createGroup } from "../../src/conditional-access/exclusion-group.js";
import { ourEntries } from "../../src/conditional-access/our-entries.js";
import type { Change, Json } from "../../src/shapes/change.js";
import type { RunRecord, RunStep } from "../../src/shapes/run.js";
import { SYNC_ROLE } from "./policy-of.js";

const POLICY = { policyId: "p-1", policyName: "MFA" };

const exclude = (before: readonly string[], after: readonly string[]): Change => ({
  ...{
    kind: "exclude-user",
    target: { ...POLICY, users: [{ id: "U-1", name: "svc" }] },
    summary: "",
    reversible: true,
  },
  ...{ before: { excludeUsers: before }, after: { excludeUsers: after } },
});
const excludeRole: Change = {
  ...{ kind: "exclude-role", target: POLICY, summary: "", reversible: true },
  ...{ before: { excludeRoles: [] }, after: { excludeRoles: [SYNC_ROLE] } },
};
const end = (id: string): Change => ({
  ...{ kind: "end-exclusion", summary: "", reversible: true, before: { ids: [id] }, after: { ids: [] } },
  target: { ...POLICY, list: "excludeUsers", entries: [{ id, name: "svc" }] },
});

let number = 0;
const step = (change: Change, rest: Partial<RunStep> = {}): RunStep => ({
  ...{ number: ++number, change, state: "confirmed", outcome: "done", requestId: null, objectId: null },
  ...{ sentAt: null, imageBefore: null, imageAfter: null },
  ...rest,
});

function run(runId: string, steps: readonly RunStep[], rest: Partial<RunRecord> = {}): RunRecord {
  const head = {
    ...{ tenantId: "t", tenant: { displayName: "", initialDomain: "", cloud: "public" }, toolVersion: "" },
    ...{ at: `2026-11-2${runId}T10:00:00Z`, operator: { id: "", name: "", authKind: "" } },
  };
  return {
    ...{ runId, begun: head, head, command: "mfa-exclusion add", subject: "svc", reason: null, rollbackOf: null },
    ...{ plan: [], planHash: "", planHashes: [], wishes: { for: ["SVC"] }, warnings: [], guardsOverridden: [] },
    ...{ steps, state: "finished", stopped: null, evidence: { before: null, after: null }, lastAt: "" },
    ...rest,
  };
}

const told = (...runs: readonly RunRecord[]) =>
  ourEntries(runs).entries.map(({ list, id, runId, asked, inDoubt }) => [list, id, runId, asked.join(), inDoubt]);

test("done or in doubt counts, what was so already or was refused does not", () => {
  expect(told(run("1", [step(exclude(["x"], ["x", "U-1"]))]))).toEqual([["excludeUsers", "U-1", "1", "svc", false]]);
  const doubt = run("1", [step(exclude([], ["U-1"]), { state: "in-doubt", outcome: null })]);
  expect(told(doubt)).toEqual([["excludeUsers", "U-1", "1", "svc", true]]);
  expect(told(run("1", [step(exclude([], ["U-1"]), { outcome: "already-so" })]))).toEqual([]);
  expect(told(run("1", [step(exclude([], ["U-1"]), { state: "refused", outcome: null })]))).toEqual([]);
});

test("what a later run took out again is not ours, whichever way it was told, and in whichever case", () => {
  const added = run("1", [step(exclude([], ["U-1"]))]);
  expect(told(added, run("2", [step(end("u-1"))]))).toEqual([]);
  expect(told(added, run("2", [step(exclude(["U-1"], []))]))).toEqual([]);
  // Journals are read in any order; the service's clock tells.
  expect(told(run("2", [step(end("u-1"))]), added)).toEqual([]);
  expect(told(added, run("2", [step(end("U-1"), { state: "in-doubt", outcome: null })]))).toHaveLength(1);
});

test("a run that was cut and gone on with after another one counts by when its steps were sent", () => {
  const first = run("1", [step(excludeRole), step(exclude([], ["U-1"]), { sentAt: "2026-11-24T10:00:00Z" })]);
  expect(told(first, run("3", [step(end("U-1"))])).map(([list]) => list)).toEqual(["excludeRoles", "excludeUsers"]);
});

test("what a rollback puts back is ours, and asked for by whom the first run was asked", () => {
  const runs = [
    run("1", [step(exclude([], ["U-1"]))]),
    run("2", [step(end("U-1"))], { command: "mfa-exclusion remove" }),
    run("3", [step(exclude([], ["U-1"]))], { rollbackOf: "2", wishes: { run: "2" } }),
  ];
  expect(told(...runs)).toEqual([["excludeUsers", "U-1", "3", "svc", false]]);
  // Two that name one another end nothing.
  const mutual = [run("1", [step(excludeRole)], { rollbackOf: "2" }), run("2", [], { rollbackOf: "1" })];
  expect(told(...mutual)).toEqual([["excludeRoles", SYNC_ROLE, "1", "", false]]);
});

test("of the group that a run has made, by the id that was answered", () => {
  const exclusion: Change = {
    ...{ kind: "exclude-group", target: { ...POLICY, groupName: "G" }, summary: "", reversible: true },
    ...{ before: { excludeGroups: [] }, after: { excludeGroups: [null] } },
  };
  const made = run("1", [
    step(createGroup("G"), { objectId: "g-1" }),
    step(addMember({ id: null, name: "G" }, { id: "u-1", name: "svc" })),
    step(exclusion),
  ]);
  const all = ourEntries([made]);
  expect(all.groups).toMatchObject([{ groupId: "g-1" }]);
  expect(all.members).toMatchObject([{ groupId: "g-1", memberId: "u-1" }]);
  expect(all.entries).toMatchObject([{ list: "excludeGroups", id: "g-1" }]);
  const unanswered = run("1", [step(createGroup("G"), { state: "in-doubt", outcome: null }), step(exclusion)]);
  expect(ourEntries([unanswered]).entries).toEqual([]);
  const deletion: Change = {
    ...{ kind: "delete-group", summary: "", before: { displayName: "G" }, after: null, reversible: false },
    target: { groupName: "G", mailNickname: "g", groupId: "G-1" },
  };
  const after = ourEntries([made, run("2", [step(deletion)])]);
  expect([after.groups, after.members]).toEqual([[], []]);
});

test("runs of versions that knew the sync identities only were for those; several names may be one word", () => {
  const askedIn = (wishes: Json) => ourEntries([run("1", [step(excludeRole)], { wishes })]).entries[0]?.asked;
  expect(askedIn({ policies: [] })).toEqual(["sync"]);
  expect(askedIn({ for: ["svc, Ada@x"] })).toEqual(["svc", "ada@x"]);
});

test("accounts that a run has made or marked are known, also when that was taken back", () => {
  const target = { userPrincipalName: "svc@x", userId: "U-1" };
  const mark = { excludedUntil: "2026-11-22T12:00:00Z", excludedFrom: ["p-1"] };
  const marking: Change = {
    ...{ kind: "mark-exclusion", target, summary: "", before: null, after: mark, reversible: true },
  };
  const ended: Change = { ...marking, before: mark, after: null };
  const created: Change = {
    ...{ kind: "create-user", target: { userPrincipalName: "svc@x" }, summary: "", before: null, reversible: true },
    after: { displayName: "", mailNickname: "", accountEnabled: true, passwordPolicies: "DisablePasswordExpiration" },
  };
  const all = ourEntries([run("1", [step(marking), step(created, { objectId: "U-2" })]), run("2", [step(ended)])]);
  expect([all.accounts, all.marked]).toEqual([["u-1", "u-2"], []]);
  expect(ourEntries([run("1", [step(marking, { state: "refused", outcome: null })])]).accounts).toEqual([]);
});
