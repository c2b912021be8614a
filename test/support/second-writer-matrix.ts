// One command of mfa-exclusion, and somebody else who changes Conditional Access right before one of its requests is answered.
import path from "node:path";
import { expect } from "vitest";
import { listAt, textAt } from "../sandbox/sandbox-client.js";
import { errorIn } from "./cli-result-schemas.js";
import type { Outcome, Stage } from "./cli-stage.js";
import { DIRECTORY_SYNCHRONIZATION_ACCOUNTS } from "./cli-tenant-view.js";
import { type Administrator, type Ground, groundOf, putBack, timeless } from "./exclusion-ground.js";
import { isWrite } from "./is-write.js";
import type { SecondWriter } from "./second-writer.js";

/** CA001 of contoso-v1 binds the accounts that synchronise; CA002 does not. */
const BOUND = "2b7f4c10-8e5d-4a93-9f61-d0c3b5a7e201";
const FREE = "2b7f4c10-8e5d-4a93-9f61-d0c3b5a7e202";
const ADMINISTRATOR = "a2c4e6f8-1b3d-4f50-8a9b-0c1d2e3f4a51";
const DIRECTORY_READERS = "88d8e3e3-8f55-4a1e-953a-9b9898b8876b";

type Lists = "excludeUsers" | "excludeGroups" | "excludeRoles";

export interface Intrusion {
  readonly title: string;
  /** The list that is written whole, by the command and by him: who comes between its last look and its write is not seen. */
  readonly list?: Lists;
  readonly write: (admin: Administrator) => Promise<void>;
  /** Whether what he has written is still there. */
  readonly isKept: (now: Ground) => boolean;
}

export const INTRUSIONS: readonly Intrusion[] = [
  inList("excludeRoles", DIRECTORY_READERS),
  inList("excludeUsers", ADMINISTRATOR),
  {
    title: "he renames the policy and makes it report-only",
    write: (admin) => admin.policy(BOUND, { displayName: "Renamed", state: "enabledForReportingButNotEnforced" }),
    isKept: (now) => {
      const policy = policyOf(now, BOUND);
      return policy["displayName"] === "Renamed" && policy["state"] === "enabledForReportingButNotEnforced";
    },
  },
  {
    title: "he changes another policy",
    write: (admin) => admin.policy(FREE, { state: "disabled" }),
    isKept: (now) => policyOf(now, FREE)["state"] === "disabled",
  },
  {
    title: "he deletes the policy",
    write: async (admin) => {
      await admin.send("DELETE", `/v1.0/identity/conditionalAccess/policies/${BOUND}`);
    },
    isKept: (now) => Object.keys(policyOf(now, BOUND)).length === 0,
  },
];

/** Adds to what the list holds at that moment, as the portal does. */
function inList(list: Lists, id: string): Intrusion {
  return {
    title: `he adds to ${list} of the policy`,
    list,
    write: async (admin) => {
      const held = excluded(await groundOf(admin), list);
      await admin.policy(BOUND, { conditions: { users: { [list]: [...held, id] } } });
    },
    isKept: (now) => excluded(now, list).includes(id),
  };
}

function policyOf({ policies }: Ground, id: string): Ground["policies"][number] {
  return policies.find((one) => textAt(one, "id") === id) ?? {};
}

export interface Contest {
  readonly stage: Stage;
  readonly writer: SecondWriter;
  readonly admin: Administrator;
  readonly before: Ground;
}

/** The list that the command writes, and what is there before it is typed. */
export interface Contested {
  readonly title: string;
  readonly list: Lists;
  readonly argv: (state: string) => readonly string[];
  /** Whether what it was to do is done: wherever it says so, that must hold. */
  readonly isDone: (now: Ground) => boolean;
  readonly prepare?: (contest: Contest, state: string) => Promise<void>;
}

export const ADD_BY_ROLE: Contested = {
  title: "mfa-exclusion add",
  list: "excludeRoles",
  argv: () => ["mfa-exclusion", "add", "--yes"],
  // What binds no more need not be excluded from.
  isDone: (now) => isOff(now) || excluded(now, "excludeRoles").includes(DIRECTORY_SYNCHRONIZATION_ACCOUNTS),
};

const ADD_BY_GROUP: Contested = {
  title: "mfa-exclusion add --via group",
  list: "excludeGroups",
  argv: (state) => ["mfa-exclusion", "add", "--via", `group:${path.basename(state)}`, "--yes"],
  isDone: (now) => isOff(now) || excluded(now, "excludeGroups").length > 0,
};

const ROLLBACK: Contested = {
  title: "runs rollback",
  list: "excludeRoles",
  prepare: async ({ stage }, state) => {
    stage.time.pass(2_000);
    const { code, stderr } = await stage.cli(["mfa-exclusion", "add", "--yes", "--state-dir", state]);
    expect(code, stderr).toBe(0);
  },
  argv: () => ["runs", "rollback", "last", "--yes"],
  isDone: (now) => isOff(now) || !excluded(now, "excludeRoles").includes(DIRECTORY_SYNCHRONIZATION_ACCOUNTS),
};

const isOff = (now: Ground) => policyOf(now, BOUND)["state"] !== "enabled";

function excluded(now: Ground, list: Lists): readonly unknown[] {
  return listAt(policyOf(now, BOUND), "conditions", "users", list);
}

let serial = 0;

/** The command, and he at the request of that position; 0: he keeps still. */
async function contend(
  contest: Contest,
  { argv, prepare }: Contested,
  position: number,
  write: Intrusion["write"],
): Promise<Outcome & { readonly requests: readonly string[]; readonly first: Ground; readonly now: Ground }> {
  const { stage, writer, admin, before } = contest;
  await putBack(admin, before);
  serial += 1;
  const state = path.join(stage.cwd, `contest-${serial}`);
  await prepare?.(contest, state);
  const first = await groundOf(admin);
  writer.arm(position, () => write(admin));
  stage.time.pass(2_000);
  const outcome = await stage.cli([...argv(state), "-o", "json", "--state-dir", state]);
  const requests = writer.disarm();
  return { ...outcome, requests, first, now: await groundOf(admin) };
}

/**
 * Whatever the command says: what he wrote is there, and nothing has changed but that and what the command was to write.
 * @returns what was not as it must be, in words
 */
export async function contendAt(
  contest: Contest,
  command: Contested,
  { title, list, write, isKept }: Intrusion,
  position: number,
): Promise<string | undefined> {
  const { code, stdout, requests, first, now } = await contend(contest, command, position, write);
  // Not every run takes as many.
  if (position > requests.length) return undefined;
  const request = requests[position - 1] ?? "none";
  const said = `${command.title}, ${title} before ${position}, ${request}: exit code ${code}`;
  const told = code === 0 ? "" : errorIn(stdout).message;
  if (![0, 4, 5].includes(code)) return `${said}: ${told}`;
  // Of several changes those before the one that he is in the way of are made.
  if (code === 5 && !requests.some(isSentWrite)) return `${said}, though nothing was sent`;
  // Graph has no condition that a write could carry: between the last look and the write there is one request's time.
  const isUnseen = list === command.list && /^PATCH graph \S+\/policies\//u.test(request);
  if (code === 0 && !command.isDone(now)) return `${said}, though it is not done`;
  if (!isKept(now)) return isUnseen ? undefined : `${said}: what he wrote is gone`;
  if (isUnseen) return `${said}: what he wrote is there, which cannot be`;
  if (code === 0 && isWatched(requests, position)) return `${said}, as if nobody had changed anything`;
  const others = first.policies
    .filter((one) => ![BOUND, FREE].includes(textAt(one, "id")))
    .filter((one) => JSON.stringify(timeless(one)) !== JSON.stringify(timeless(policyOf(now, textAt(one, "id")))));
  return others.length === 0 ? undefined : `${said}: ${others.length} other policies are changed`;
}

/** From the reading that the plan goes by to the last of the five that confirm what was written. */
function isWatched(requests: readonly string[], position: number): boolean {
  const listings = requests.flatMap((one, index) => (isListing(one) ? [index + 1] : []));
  const written = requests.findLastIndex((one) => one.startsWith("PATCH graph ")) + 1;
  const confirming = listings.filter((one) => one > written);
  return position > (listings[0] ?? 0) && position <= (confirming[4] ?? 0);
}

function isListing(request: string): boolean {
  return /^GET graph \S+\/identity\/conditionalAccess\/policies$/u.test(request);
}

function isSentWrite(request: string): boolean {
  const [method = "", host, where = ""] = request.split(" ");
  return host === "graph" && isWrite({ method, url: where });
}

/** How often the command writes when nobody disturbs it; it must come to its end. */
export async function undisturbed(contest: Contest, command: Contested): Promise<readonly string[]> {
  const { code, stderr, requests } = await contend(contest, command, 0, async () => undefined);
  expect(code, stderr).toBe(0);
  return requests;
}

/** All that are tried. */
export const CONTESTED: readonly Contested[] = [ADD_BY_ROLE, ADD_BY_GROUP, ROLLBACK];
