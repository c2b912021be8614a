// Ways to use cleanup-accounts, to be cut and struck at one request after the other: each try finds the same identity.
import { expect } from "vitest";
import { noteOfMark, noteOfNotes } from "../../src/shapes/quarantine-note.js";
import { textAt } from "../sandbox/sandbox-client.js";
import type { Stage } from "./cli-stage.js";
import { again, type Try, type Variant } from "./crash-matrix.js";
import { type Administrator, administrator } from "./exclusion-ground.js";
import { giveUp, OLD_SERVERS, play, step } from "./old-servers.js";
import { tenantState } from "./tenant-contents.js";

type Type = keyof typeof OLD_SERVERS;

export interface CleanupVariant extends Variant {
  readonly scenario: (typeof OLD_SERVERS)[Type]["scenario"];
}

/** Ids of the identity, which stay the same whatever is done to it. */
interface Start {
  readonly admin: Administrator;
  /** Of the user, or of the service principal. */
  readonly id: string;
  /** Of the user, or of the registration. */
  readonly noted: string;
}

const MARK = "com.aadc-cloud";
const DECLARED = ["--decommissioned", "AADC-OLD", "--reason", "shut down", "--confirm-name", "AADC-OLD"];
const starts = new WeakMap<Stage, Promise<Start>>();

/** @param disabled whether each try finds it in quarantine, for longer than that takes */
function startOf(stage: Stage, type: Type, disabled: boolean): Promise<Start> {
  const found = starts.get(stage) ?? begin(stage, type, disabled);
  starts.set(stage, found);
  return found;
}

async function begin(stage: Stage, type: Type, disabled: boolean): Promise<Start> {
  const server = OLD_SERVERS[type];
  await giveUp(stage, server);
  const tenant = await tenantState(stage);
  const user = tenant.users.find(({ userPrincipalName }) => userPrincipalName === server.name);
  const registration = tenant.applications.find(({ displayName }) => displayName === server.name);
  const principal = tenant.servicePrincipals.find(({ displayName }) => displayName === server.name);
  const start = {
    admin: await administrator(stage),
    id: user?.id ?? principal?.id ?? "",
    noted: user?.id ?? registration?.id ?? "",
  };
  if (!disabled) return start;
  await step(stage, "disable", server.name);
  await play(stage, "advance 10d");
  // Roles do not come back with a user: every try finds it without any.
  await start.admin.send("DELETE", `/v1.0/${type === "user" ? "users" : "applications"}/${start.noted}`);
  return start;
}

/** There again, as the tries before have found it. */
async function asBefore({ stage }: Try, type: Type, disabled: boolean): Promise<string> {
  const { admin, id, noted } = await startOf(stage, type, disabled);
  const tenant = await tenantState(stage);
  const deleted = [
    ...tenant.deletedApplications.map(({ application }) => application.id),
    ...tenant.deletedServicePrincipals.map(({ servicePrincipal }) => servicePrincipal.id),
    ...tenant.deletedUsers.map(({ user }) => user.id),
  ];
  for (const one of [...new Set([noted, id])])
    if (deleted.includes(one)) await admin.send("POST", `/v1.0/directory/deletedItems/${one}/restore`);
  const { enabled, note } = await standingOf(stage, type, noted);
  const times = { disabledAt: note?.disabledAt ?? null, provenAt: null };
  const set = type === "user" ? "users" : "servicePrincipals";
  if (!disabled && enabled !== true) await admin.send("PATCH", `/v1.0/${set}/${id}`, { accountEnabled: true });
  if (disabled && note?.provenAt == null) return "";
  if (!disabled && note === null) return "";
  if (type === "application")
    await admin.send("PATCH", `/v1.0/applications/${noted}`, {
      notes: disabled ? `aadc-cloud: disabled ${times.disabledAt ?? ""}, not proven` : null,
    });
  else if (disabled)
    await admin.send("PATCH", `/v1.0/users/${noted}/extensions/${MARK}`, { extensionName: MARK, ...times });
  else await admin.send("DELETE", `/v1.0/users/${noted}/extensions/${MARK}`);
  return "";
}

async function standingOf(stage: Stage, type: Type, noted: string) {
  const tenant = await tenantState(stage);
  if (type === "user") {
    const user = tenant.users.find(({ id }) => id === noted);
    const mark = user?.extensions.find(({ extensionName }) => extensionName === MARK);
    return { enabled: user?.accountEnabled ?? null, note: noteOfMark(mark ?? null), principal: null };
  }
  const registration = tenant.applications.find(({ id }) => id === noted);
  const principal = tenant.servicePrincipals.find(({ displayName }) => displayName === OLD_SERVERS.application.name);
  return {
    enabled: principal?.accountEnabled ?? null,
    note: noteOfNotes(registration?.notes ?? null),
    principal: principal === undefined ? null : registration !== undefined,
  };
}

/** Without times. */
async function standing(stage: Stage, type: Type, disabled: boolean): Promise<unknown> {
  const { noted } = await startOf(stage, type, disabled);
  const { note, ...rest } = await standingOf(stage, type, noted);
  return { ...rest, note: note === null ? null : note.provenAt === null ? "begun" : "proven" };
}

/** What could not be read opens no guard: one of those that tell so. */
function guardedAt(request: string): readonly string[] {
  if (!/^GET (?:graph|arm) /u.test(request)) return [];
  return [
    "4 no-active-server",
    ...["identity", "enabled", "quarantine", "disabling"].map((what) => `4 ${what}-unknown`),
  ];
}

function variantOf(title: string, type: Type, which: "disable" | "delete"): CleanupVariant {
  const { scenario, name } = OLD_SERVERS[type];
  const disabled = which === "delete";
  return {
    ...{ title, scenario, guardedAt },
    // By its id: a name that nobody has any more may be mistyped.
    prepare: async (one) => {
      await asBefore(one, type, disabled);
      return (await startOf(one.stage, type, disabled)).id;
    },
    argv: ({ prepared }) => [
      ...["cleanup-accounts", "--step", which, "--identity", prepared, "--yes"],
      ...(disabled ? ["--confirm-name", name] : []),
      // Without its role nothing but its name tells that it is a server's.
      ...(disabled && type === "user" ? DECLARED : []),
    ],
    standing: ({ stage }) => standing(stage, type, disabled),
  };
}

/** That run was carried out, and is taken back. */
function takenBack(variant: CleanupVariant): CleanupVariant {
  return {
    ...variant,
    title: `${variant.title}, taken back`,
    prepare: async (one) => {
      const prepared = (await variant.prepare?.(one)) ?? "";
      const { code, stdout, stderr } = await again(one, [...variant.argv({ ...one, prepared }), "-o", "json"]);
      expect(code, stderr).toBe(0);
      return textAt(JSON.parse(stdout), "runId");
    },
    argv: ({ prepared }) => ["runs", "rollback", prepared, "--yes"],
  };
}

const DISABLE_USER = variantOf("a user that is disabled", "user", "disable");
const DISABLE_APPLICATION = variantOf("an application that is disabled", "application", "disable");
export const DELETE_USER = variantOf("a user that is deleted", "user", "delete");
export const DELETE_APPLICATION = variantOf("an application that is deleted", "application", "delete");

export const CLEANUP_VARIANTS: readonly CleanupVariant[] = [
  DISABLE_USER,
  DELETE_APPLICATION,
  DELETE_USER,
  DISABLE_APPLICATION,
  takenBack(DISABLE_USER),
  takenBack(DISABLE_APPLICATION),
  takenBack(DELETE_USER),
  takenBack(DELETE_APPLICATION),
];
