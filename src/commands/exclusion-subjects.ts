// Whom `--for` means.
import { WIZARD_ROLE } from "../accounts/held-role.js";
import type { SyncIdentity } from "../accounts/inventory.js";
import { DEFAULT_NAME } from "../accounts/setup-wishes.js";
import type { ServiceClient } from "../cloud/service-client.js";
import type { ApplicationSubject, UserSubject } from "../conditional-access/subject.js";
import { ROLES } from "../knowledge/directory.js";
import { UsageError } from "../shapes/errors.js";
import { type Fact, known } from "../shapes/fact.js";
import { type ApplicationIdentity, readApplicationIdentity } from "../tenant/application-identity.js";
import { type Mark, readMark } from "../tenant/marks.js";
import { observe } from "../tenant/observe.js";
import { readAssignedRoles } from "../tenant/operator-rights.js";
import type { Organization } from "../tenant/organization.js";
import { readMembershipsOf, readUser, type User } from "../tenant/users.js";

/** One whom `--for` means, before it is known how it signs in. */
export interface FoundSubject {
  readonly subject: UserSubject | ApplicationSubject;
  readonly is: "connector" | "cloud-sync" | "service-account" | "application" | "other";
  readonly server: string | null;
  readonly enabled: boolean | null;
  /** The same as it will be when it signs in, where that is not how it is now. */
  readonly willBe?: UserSubject;
  /** What this program has noted on the account; only of users who were named. */
  readonly mark?: Fact<Mark | null>;
}

interface Known {
  readonly graph: ServiceClient;
  readonly organization: Organization;
  readonly identities: readonly SyncIdentity[];
}

const GUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/**
 * Each once, in the order in which they were asked for; `sync` where nothing was.
 * @throws {UsageError} `unknown-subject` where somebody is not found
 */
export async function findSubjects(tenant: Known, asked: readonly string[]): Promise<readonly FoundSubject[]> {
  const words = asked.flatMap((text) => text.split(",")).map((word) => word.trim());
  const wanted = words.filter((word) => word !== "");
  if (wanted.length === 0 && words.length > 0)
    throw new UsageError("--for names nobody.", { code: "unknown-subject", remedy: WHO });
  const found = await Promise.all((wanted.length === 0 ? ["sync"] : wanted).map((word) => find(tenant, word)));
  const each = new Map(found.flat().map((one) => [idOf(one), one]));
  return toldApart([...each.values()]);
}

/** Anybody may give an application the name of another, or of a user: then its id stands beside it. */
function toldApart(found: readonly FoundSubject[]): readonly FoundSubject[] {
  const names = found.map(({ subject }) => subject.name.toLowerCase());
  return found.map((one) => {
    const { subject } = one;
    if (subject.kind === "user" || names.filter((name) => name === subject.name.toLowerCase()).length < 2) return one;
    return { ...one, subject: { ...subject, name: `${subject.name} (${subject.servicePrincipalId})` } };
  });
}

const WHO = "Say sync, svc, a user principal name, or the app id or object id of an application.";

function idOf({ subject }: FoundSubject): string {
  const id = subject.kind === "application" ? subject.servicePrincipalId : subject.userId;
  return (id ?? subject.name).toLowerCase();
}

async function find(tenant: Known, word: string): Promise<readonly FoundSubject[]> {
  const name = word.toLowerCase();
  if (name === "sync") return findSynchronising(tenant);
  if (name === "svc") return [await findServiceAccount(tenant)];
  if (GUID.test(word)) return [await findById(tenant, word)];
  const namesakes = applicationsNamed(tenant, name);
  const [application] = namesakes;
  if (application !== undefined && namesakes.length === 1) return [await findById(tenant, application.id)];
  if (namesakes.length > 1)
    throw new UsageError(`${namesakes.length} applications that synchronise are called "${word}".`, {
      code: "unknown-subject",
      remedy: `Say the id of one: ${namesakes.map(({ id }) => id).join(", ")}`,
    });
  if (!word.includes("@"))
    throw new UsageError(`"${word}" in --for is nobody's name.`, { code: "unknown-subject", remedy: WHO });
  const { value: user } = await readUser(tenant.graph, word);
  if (user === null)
    throw new UsageError(`There is no user ${word} in this tenant.`, {
      code: "unknown-subject",
      remedy: `Look whether the name is right: a new account may take some minutes to be seen everywhere. ${WHO}`,
    });
  return [await subjectOf(tenant, user)];
}

/** As `status` shows those that synchronise; other applications are asked for by their ids. */
function applicationsNamed({ identities }: Known, name: string): readonly SyncIdentity[] {
  return identities.filter((one) => one.kind === "application" && one.name.toLowerCase() === name);
}

async function findSynchronising(tenant: Known): Promise<readonly FoundSubject[]> {
  const { identities } = tenant;
  if (identities.length === 0) return [FUTURE_CONNECTOR];
  return Promise.all(
    identities.map(async (identity) =>
      identity.kind === "application"
        ? applicationSubject(
            tenant,
            identity.name,
            (await readApplicationIdentity(tenant.graph, "id", identity.id)).value,
            identity,
          )
        : synchronisingUser(tenant, identity, (await readUser(tenant.graph, identity.id)).value),
    ),
  );
}

/** While nobody synchronises: whatever account the wizard will make. */
const FUTURE_CONNECTOR: FoundSubject = {
  subject: {
    kind: "user",
    name: `any holder of the role ${ROLES.directorySynchronizationAccounts.name}`,
    userId: null,
    roleIds: [ROLES.directorySynchronizationAccounts.id],
    memberships: known({ groupIds: [], roleIds: [] }, { request: "there is no such account yet" }),
    guest: false,
  },
  is: "connector",
  server: null,
  enabled: null,
};

async function findServiceAccount(tenant: Known): Promise<FoundSubject> {
  const name = `${DEFAULT_NAME}@${tenant.organization.initialDomain}`;
  const { value: user } = await readUser(tenant.graph, name);
  if (user !== null) return subjectOf(tenant, user);
  throw new UsageError(`There is no service account ${name}.`, {
    code: "unknown-subject",
    remedy:
      "If it has another name, say that: --for NAME@DOMAIN. If there is none yet, aadc-cloud setup-svc-account makes it.",
  });
}

async function findById(tenant: Known, id: string): Promise<FoundSubject> {
  const { graph, identities } = tenant;
  const [user, byId, byAppId] = await Promise.all([
    readUser(graph, id),
    readApplicationIdentity(graph, "id", id),
    readApplicationIdentity(graph, "appId", id),
  ]);
  if (user.value !== null) return subjectOf(tenant, user.value);
  const application = byId.value ?? byAppId.value;
  if (application !== null) {
    const identity = identities.find((one) => one.id.toLowerCase() === application.id.toLowerCase());
    return applicationSubject(tenant, application.displayName, application, identity);
  }
  throw new UsageError(`There is no user and no application with the id ${id} in this tenant.`, {
    code: "unknown-subject",
    remedy: `An application counts once it has a service principal (an enterprise application) here. ${WHO}`,
  });
}

function applicationSubject(
  { organization }: Known,
  name: string,
  application: ApplicationIdentity | null,
  identity: SyncIdentity | undefined,
): FoundSubject {
  return {
    subject: {
      kind: "application",
      name: name === "" ? (application?.appId ?? identity?.id ?? "") : name,
      servicePrincipalId: application?.id ?? identity?.id ?? "",
      ownTenantOnly: application === null ? null : belongsHereOnly(application, organization),
    },
    is: "application",
    server: identity?.server ?? null,
    enabled: application?.enabled ?? null,
  };
}

/**
 * Policies for workload identities reach applications registered here, for this tenant only: no third party's, no managed
 * identity ("Conditional Access for workload identities").
 */
function belongsHereOnly(application: ApplicationIdentity, organization: Organization): boolean | null {
  const { ownerTenantId, type, signInAudience } = application;
  if (type === "ManagedIdentity") return false;
  if (ownerTenantId !== null && ownerTenantId !== organization.id.toLowerCase()) return false;
  if (signInAudience !== null && signInAudience !== "AzureADMyOrg") return false;
  return ownerTenantId === null || signInAudience === null ? null : true;
}

async function subjectOf(tenant: Known, user: User): Promise<FoundSubject> {
  const identity = tenant.identities.find(({ id }) => id.toLowerCase() === user.id.toLowerCase());
  return identity === undefined ? otherUser(tenant, user) : synchronisingUser(tenant, identity, user);
}

async function synchronisingUser({ graph }: Known, identity: SyncIdentity, user: User | null): Promise<FoundSubject> {
  return {
    subject: {
      kind: "user",
      name: user?.userPrincipalName ?? identity.name,
      userId: identity.id,
      roleIds: identity.roleIds,
      memberships: await observe(readMembershipsOf(graph, identity.id)),
      guest: isGuest(user),
    },
    is: identity.kind === "cloud-sync" ? "cloud-sync" : "connector",
    server: identity.server,
    enabled: user?.enabled ?? identity.enabled,
  };
}

async function otherUser({ graph, organization }: Known, user: User): Promise<FoundSubject> {
  const [memberships, assigned, mark] = await Promise.all([
    observe(readMembershipsOf(graph, user.id)),
    observe(readAssignedRoles(graph, user.id)),
    observe(readMark(graph, user.id)),
  ]);
  const roles = assigned.state === "known" ? assigned.value.filter(({ tenantWide }) => tenantWide) : [];
  const subject: UserSubject = {
    kind: "user",
    name: user.userPrincipalName,
    userId: user.id,
    roleIds: [...new Set(roles.map(({ roleId }) => roleId))],
    memberships,
    guest: isGuest(user),
    attended: true,
  };
  const usual = `${DEFAULT_NAME}@${organization.initialDomain}`.toLowerCase();
  const isMarked = mark.state === "known" && mark.value?.purpose === "service-account";
  const common = { server: null, enabled: user.enabled, mark };
  if (!isMarked && user.userPrincipalName.toLowerCase() !== usual) return { ...common, subject, is: "other" };
  const willBe = subject.roleIds.includes(WIZARD_ROLE.id)
    ? {}
    : { willBe: { ...subject, roleIds: [...subject.roleIds, WIZARD_ROLE.id] } };
  return { ...common, subject, is: "service-account", ...willBe };
}

function isGuest(user: User | null): boolean | null {
  return user === null || user.type === null ? null : user.type === "Guest";
}
