// Ways to use mfa-exclusion, to be cut and struck at one request after the other: each try finds the same policies.
import { expect } from "vitest";
import { isMade } from "../../src/changes/run-record.js";
import { textAt } from "../sandbox/sandbox-client.js";
import type { Stage } from "./cli-stage.js";
import { HYBRID_IDENTITY_ADMINISTRATOR } from "./cli-tenant-view.js";
import { again, runRecords, type Try, type Variant } from "./crash-matrix.js";
import { administrator, comparable, groundOf, idsOf, putBack, standingExclusions } from "./exclusion-ground.js";

interface Start {
  readonly admin: Awaited<ReturnType<typeof administrator>>;
  readonly ground: Awaited<ReturnType<typeof groundOf>>;
  readonly known: ReadonlySet<string>;
}

/** How a stage was before any try. */
const starts = new WeakMap<Stage, Promise<Start>>();

function startOf(stage: Stage): Promise<Start> {
  const found = starts.get(stage) ?? begin(stage);
  starts.set(stage, found);
  return found;
}

async function begin(stage: Stage): Promise<Start> {
  const known = await idsOf(stage);
  const admin = await administrator(stage);
  return { admin, ground: await groundOf(admin), known };
}

async function asBefore({ stage }: Try): Promise<string> {
  const { admin, ground } = await startOf(stage);
  await putBack(admin, ground);
  return "";
}

async function standing({ stage, name }: Try): Promise<unknown> {
  return standingExclusions(stage, name, (await startOf(stage)).known);
}

/** What the journals tell to be made, once each, by names: whoever goes on with a run knows more ids than it did. */
async function journaled({ stage, name, folder }: Try): Promise<unknown> {
  const { known } = await startOf(stage);
  const made = (await runRecords(folder)).flatMap(({ steps }) => steps.filter(({ outcome }) => isMade(outcome)));
  const told = made.map(({ change: { kind, target } }) => {
    const names = Object.entries(target).filter(([key]) => key.endsWith("Name"));
    return JSON.stringify(comparable({ kind, names }, name, known));
  });
  return [...new Set(told)].sort();
}

export interface ExclusionVariant extends Variant {
  readonly scenario: "contoso-v1";
}

const COMMON = { scenario: "contoso-v1", prepare: asBefore, standing, finally: journaled } as const;

const add = (...more: readonly string[]) => ["mfa-exclusion", "add", ...more, "--yes"];
const upnOf = ({ name }: Try) => `${name}@contoso.onmicrosoft.com`;
const ofSvc = (one: Try, ...more: readonly string[]) =>
  add("--for", upnOf(one), "--expires", "8h", "--accept-human", "--accept-unprotected", ...more);

export const ADD_BY_ROLE: ExclusionVariant = {
  ...COMMON,
  title: "an exclusion by role",
  argv: () => add(),
};

const ADD_BY_GROUP: ExclusionVariant = {
  ...COMMON,
  title: "an exclusion by a new group",
  argv: ({ name }) => add("--via", `group:${name}`),
};

const ADD_SVC: ExclusionVariant = {
  ...COMMON,
  title: "an administrator who is excluded for hours",
  prepare: withAdministrator,
  argv: (one) => ofSvc(one),
  // The same once more is eight hours from then on.
  afterwards: (one) => ["mfa-exclusion", "remove", "--expired", "--for", upnOf(one), "--yes"],
};

const REMOVE_SVC: ExclusionVariant = {
  ...COMMON,
  title: "an administrator who is excluded no longer",
  prepare: async (one) => {
    await withAdministrator(one);
    return runOf(one, ofSvc(one));
  },
  argv: (one) => ["mfa-exclusion", "remove", "--for", upnOf(one), "--yes"],
};

const ROLLBACK_OF_ROLE: ExclusionVariant = {
  ...COMMON,
  title: "an exclusion by role that is taken back",
  prepare: async (one) => {
    await asBefore(one);
    return runOf(one, add());
  },
  argv: ({ prepared }) => ["runs", "rollback", prepared, "--yes"],
};

const ROLLBACK_OF_GROUP: ExclusionVariant = {
  ...COMMON,
  title: "an exclusion by a group that is taken back",
  prepare: async (one) => {
    await asBefore(one);
    return runOf(one, ADD_BY_GROUP.argv(one));
  },
  argv: ({ prepared }) => ["runs", "rollback", prepared, "--yes"],
};

/** Those of both servers: each was seen to sign in from one of them. */
const LOCK = ["--lock-to", "203.0.113.10,203.0.113.11"];

const ADD_LOCK: ExclusionVariant = {
  ...COMMON,
  title: "a lock that reports",
  argv: () => add(...LOCK),
};

const ADD_ENFORCED_LOCK: ExclusionVariant = {
  ...COMMON,
  title: "a lock that blocks",
  argv: () => add(...LOCK, "--enforce"),
};

const ROLLBACK_OF_LOCK: ExclusionVariant = {
  ...COMMON,
  title: "a lock that is taken back",
  prepare: async (one) => {
    await asBefore(one);
    return runOf(one, ADD_ENFORCED_LOCK.argv(one));
  },
  argv: ({ prepared }) => ["runs", "rollback", prepared, "--yes"],
};

/** Nobody is in the group afterwards: its exclusions and the group itself go, too. */
const LEAVE_GROUP: ExclusionVariant = {
  ...COMMON,
  title: "an administrator who leaves the group",
  prepare: async (one) => {
    await withAdministrator(one);
    return runOf(one, ofSvc(one, "--via", `group:${one.name}`));
  },
  argv: (one) => ["mfa-exclusion", "remove", "--for", upnOf(one), "--yes"],
};

export const EXCLUSION_VARIANTS: readonly ExclusionVariant[] = [
  ADD_BY_ROLE,
  ADD_BY_GROUP,
  ADD_SVC,
  REMOVE_SVC,
  ROLLBACK_OF_ROLE,
  ROLLBACK_OF_GROUP,
  ADD_LOCK,
  ADD_ENFORCED_LOCK,
  ROLLBACK_OF_LOCK,
  LEAVE_GROUP,
];

/** @returns the id of the run */
async function runOf(one: Try, argv: readonly string[]): Promise<string> {
  const { code, stdout, stderr } = await again(one, [...argv, "-o", "json"]);
  expect(code, stderr).toBe(0);
  return textAt(JSON.parse(stdout), "runId");
}

/** One of the try's own, who may set synchronisation up, and whom policies bind. */
async function withAdministrator(one: Try): Promise<string> {
  await asBefore(one);
  const { admin } = await startOf(one.stage);
  const user = await admin.send("POST", "/v1.0/users", {
    accountEnabled: true,
    displayName: "Made by hand",
    mailNickname: one.name,
    userPrincipalName: upnOf(one),
    passwordProfile: { password: "Kq7-verbose-otter-92", forceChangePasswordNextSignIn: false },
  });
  await admin.send("POST", "/v1.0/roleManagement/directory/roleAssignments", {
    principalId: textAt(user, "id"),
    roleDefinitionId: HYBRID_IDENTITY_ADMINISTRATOR,
    directoryScopeId: "/",
  });
  return "";
}
