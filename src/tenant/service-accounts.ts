// Accounts that this program made for the wizard, by their mark.
import * as z from "zod";
import type { Read } from "../cloud/answers.js";
import { literal, query } from "../cloud/odata.js";
import { readAll, type ServiceClient } from "../cloud/service-client.js";
import { ROLES } from "../knowledge/directory.js";
import { readMark } from "./marks.js";
import { observe } from "./observe.js";
import type { Policy } from "./policies.js";
import { readLastSignIn } from "./sign-in-activity.js";
import { readUser } from "./users.js";

export interface ServiceAccount {
  readonly id: string;
  readonly userPrincipalName: string;
  readonly enabled: boolean;
  /** Names of its directory roles. */
  readonly roles: readonly string[];
  /** Names of the policies that it is excluded from by its id. */
  readonly excludedFrom: readonly string[];
  /** ISO 8601; null: never, or the log does not say. */
  readonly lastSignIn: string | null;
  /** When the mark was set, ISO 8601. */
  readonly markedAt: string | null;
}

export interface ServiceAccounts {
  readonly accounts: readonly ServiceAccount[];
  /** Accounts that may be ones, but were not looked at: there were too many. */
  readonly notLookedAt: number;
}

const assignment = z.object({
  principalId: z.string(),
  directoryScopeId: z.string().nullish(),
  principal: z.object({ "@odata.type": z.string().nullish() }).nullish(),
});

/** This program makes a handful of accounts at most; whoever has more of such has not made them with it. */
const MOST_CANDIDATES = 20;
/** Of sign-in activity Graph answers ten requests a minute ("signInActivity resource type"). */
const MOST_ASKED_FOR_SIGN_INS = 5;
const NOBODY: readonly string[] = ["All", "None", "GuestsOrExternalUsers"];
const WIZARD_ROLE = ROLES.hybridIdentityAdministrator;

/** Of those who hold the wizard's role, or are excluded by their id from a policy: who has the mark. */
export async function readServiceAccounts(
  graph: ServiceClient,
  policies: readonly Policy[],
): Promise<Read<ServiceAccounts>> {
  const parameters = { $filter: `roleDefinitionId eq ${literal(WIZARD_ROLE.id)}`, $expand: "principal" };
  const { value, source } = await readAll(
    graph.pages(`/v1.0/roleManagement/directory/roleAssignments${query(parameters)}`, assignment, "read-roles"),
  );
  const holders = value
    .filter(({ principal, directoryScopeId }) => mayBeUser(principal) && (directoryScopeId ?? "/") === "/")
    .map(({ principalId }) => principalId);
  const excluded = policies.flatMap(({ conditions }) => conditions.users?.excludeUsers ?? []);
  const candidates = [...new Set([...holders, ...excluded.filter((id) => !NOBODY.includes(id))])];
  const marked = (await Promise.all(candidates.slice(0, MOST_CANDIDATES).map((id) => readMarkedAt(graph, id)))).flatMap(
    (one) => one ?? [],
  );
  const accounts = await Promise.all(
    marked.map(async (one, index) =>
      readAccount(graph, one, { asksForSignIn: index < MOST_ASKED_FOR_SIGN_INS, policies, holders }),
    ),
  );
  return {
    source,
    value: {
      accounts: accounts.flatMap((one) => one ?? []),
      notLookedAt: Math.max(0, candidates.length - MOST_CANDIDATES),
    },
  };
}

interface Marked {
  readonly id: string;
  readonly markedAt: string | null;
}

interface Surroundings {
  readonly asksForSignIn: boolean;
  readonly policies: readonly Policy[];
  readonly holders: readonly string[];
}

/** Null: it has none, or one for something else, such as an exclusion of a sync account. */
async function readMarkedAt(graph: ServiceClient, id: string): Promise<Marked | null> {
  const { value } = await readMark(graph, id);
  return value?.purpose === "service-account" ? { id, markedAt: value.created } : null;
}

/** Null: it was deleted meanwhile. */
async function readAccount(
  graph: ServiceClient,
  { id, markedAt }: Marked,
  { asksForSignIn, policies, holders }: Surroundings,
): Promise<ServiceAccount | null> {
  const [{ value: user }, lastSignIn] = await Promise.all([
    readUser(graph, id),
    asksForSignIn ? observe(readLastSignIn(graph, id)) : undefined,
  ]);
  if (user === null) return null;
  return {
    id,
    userPrincipalName: user.userPrincipalName,
    enabled: user.enabled,
    roles: holders.includes(id) ? [WIZARD_ROLE.name] : [],
    excludedFrom: policies
      .filter(({ conditions }) => conditions.users?.excludeUsers.includes(id) === true)
      .map(({ displayName }) => displayName),
    lastSignIn: lastSignIn?.state === "known" ? lastSignIn.value : null,
    markedAt,
  };
}

/** Where Graph does not tell what it is, its mark is looked for all the same: of what is no user there is none. */
function mayBeUser(principal: z.infer<typeof assignment>["principal"]): boolean {
  return (principal?.["@odata.type"] ?? "#microsoft.graph.user") === "#microsoft.graph.user";
}
