// Conditional Access of a tenant on which one try follows another: as it is, and put back as it was.
import { expect } from "vitest";
import { listAt, textAt } from "../sandbox/sandbox-client.js";
import type { Stage } from "./cli-stage.js";
import { tenantState } from "./tenant-contents.js";

type Listed = Readonly<Record<string, unknown>>;

/** What another administrator does to Conditional Access, by a client that shares nothing with the product. */
export interface Administrator {
  policies(): Promise<readonly Listed[]>;
  locations(): Promise<readonly Listed[]>;
  /** Their ids. */
  groups(): Promise<readonly string[]>;
  policy(id: string, change: Listed): Promise<void>;
  send(method: "GET" | "POST" | "PATCH" | "DELETE", where: string, json?: Listed): Promise<Listed>;
}

const CONDITIONAL_ACCESS = "/v1.0/identity/conditionalAccess";

export async function administrator({ sandbox, time }: Stage): Promise<Administrator> {
  let token = await sandbox.userToken();
  const graph = async (where: string, options?: Parameters<typeof sandbox.graph>[2]) => {
    // One request a second, of all programs together: a command's may be on its way at this moment.
    const send = async () => {
      time.pass(1_100);
      return sandbox.graph(token, where, options);
    };
    let answer = await send();
    if (answer.status === 401) {
      // Tries take hours of the tenant's time, all together.
      token = await sandbox.userToken();
      answer = await send();
    }
    for (let more = 0; answer.status === 429 && more < 5; more += 1) answer = await send();
    time.pass(1_100);
    expect(answer.status, `${where}: ${JSON.stringify(answer.body)}`).toBeLessThan(300);
    return answer.body;
  };
  const list = async (where: string) => listAt(await graph(where), "value").map(listed);
  return {
    policies: () => list(`${CONDITIONAL_ACCESS}/policies`),
    locations: () => list(`${CONDITIONAL_ACCESS}/namedLocations`),
    groups: async () => (await list("/v1.0/groups?$select=id&$top=999")).map((one) => textAt(one, "id")),
    policy: async (id, json) => {
      await graph(`${CONDITIONAL_ACCESS}/policies/${id}`, { method: "PATCH", json });
    },
    send: async (method, where, json) =>
      listed(await graph(where, { method, ...(json === undefined ? {} : { json }) })),
  };
}

export interface Ground {
  readonly policies: readonly Listed[];
  readonly locations: readonly Listed[];
  readonly groups: readonly string[];
}

export async function groundOf(admin: Administrator): Promise<Ground> {
  return { policies: await admin.policies(), locations: await admin.locations(), groups: await admin.groups() };
}

/** Policies and named locations as they were; whatever was made meanwhile is deleted, groups too. */
export async function putBack(admin: Administrator, before: Ground): Promise<void> {
  const found = await admin.policies();
  for (const { id } of before.policies.map((one) => ({ id: textAt(one, "id") })))
    if (found.every((one) => textAt(one, "id") !== id))
      await admin.send("POST", `${CONDITIONAL_ACCESS}/deletedItems/policies/${id}/restore`);
  for (const policy of await admin.policies()) {
    const id = textAt(policy, "id");
    const was = before.policies.find((one) => textAt(one, "id") === id);
    if (was === undefined) await admin.send("DELETE", `${CONDITIONAL_ACCESS}/policies/${id}`);
    else if (!isSame(policy, was)) await admin.policy(id, written(was));
  }
  for (const location of await admin.locations()) {
    const id = textAt(location, "id");
    if (before.locations.every((one) => textAt(one, "id") !== id))
      await admin.send("DELETE", `${CONDITIONAL_ACCESS}/namedLocations/${id}`);
  }
  // Whoever is in too many groups is not judged any more.
  for (const id of await admin.groups())
    if (!before.groups.includes(id)) await admin.send("DELETE", `/v1.0/groups/${id}`);
}

/** Two answers about the same policy, but for when it was changed. */
function isSame(one: Listed, other: Listed): boolean {
  return JSON.stringify(timeless(one)) === JSON.stringify(timeless(other));
}

export function timeless({ modifiedDateTime: _, ...rest }: Listed): Listed {
  return rest;
}

function written({ displayName, state, conditions, grantControls, sessionControls }: Listed): Listed {
  return { displayName, state, conditions, grantControls, sessionControls };
}

const GUID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/gu;
/** A group's nickname is made of its name. */
const FROM_NAME = /aadc-cloud-exclusion-[0-9a-f]{12}/gu;
const RUN = /\d{8}T\d{6}Z-[0-9a-f]{8}/gu;
const TIME = /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z/gu;

/**
 * Everything that an exclusion may leave in a tenant, read from the sandbox's own files, without what differs from one try
 * to the next.
 * @param name of the try: groups and accounts bear it
 * @param known ids that were there before any try
 */
export async function standingExclusions(stage: Stage, name: string, known: ReadonlySet<string>): Promise<unknown> {
  const tenant = await tenantState(stage);
  const isNamed = (text: string) => text.toLowerCase().includes(name.toLowerCase());
  const groups = tenant.groups.filter(({ displayName }) => isNamed(displayName));
  const users = tenant.users.filter(({ userPrincipalName }) => isNamed(userPrincipalName));
  const standing = {
    policies: tenant.conditionalAccessPolicies.map((one) => timeless({ ...one, createdDateTime: null })),
    locations: tenant.namedLocations.map((one) => timeless({ ...one, createdDateTime: null })),
    groups,
    users: users.map(({ userPrincipalName, accountEnabled, extensions }) => ({
      userPrincipalName,
      accountEnabled,
      extensions,
    })),
  };
  return comparable(standing, name, known);
}

/** Without what differs from one try to the next. */
export function comparable(value: unknown, name: string, known: ReadonlySet<string>): unknown {
  const text = JSON.stringify(value)
    .replaceAll(new RegExp(name, "giu"), "NAME")
    .replace(GUID, (id) => (known.has(id) ? id : "NEW-ID"))
    .replace(FROM_NAME, "OF-NAME")
    .replace(RUN, "RUN")
    .replace(TIME, "TIME");
  return JSON.parse(text);
}

function listed(value: unknown): Listed {
  return typeof value === "object" && value !== null ? (value as Listed) : {};
}

/** All ids that the tenant holds now. */
export async function idsOf(stage: Stage): Promise<ReadonlySet<string>> {
  return new Set(JSON.stringify(await tenantState(stage)).match(GUID) ?? []);
}
