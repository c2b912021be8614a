// Whom `--for` means.

import type { SyncIdentity } from "../accounts/inventory.js";
import { DEFAULT_NAME } from "../accounts/setup-wishes.js";
import { UsageError } from "../shapes/errors.js";
import { readApplicationIdentity } from "../tenant/application-identity.js";
import { readUser } from "../tenant/users.js";
import {
  applicationSubject,
  type FoundSubject,
  FUTURE_CONNECTOR,
  type Known,
  subjectOf,
  synchronisingUser,
} from "./found-subject.js";

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

/** By an id that was known once: nobody where it is gone. */
export async function findIfThere(tenant: Known, id: string): Promise<readonly FoundSubject[]> {
  try {
    return await findSubjects(tenant, [id]);
  } catch (error) {
    if (isUnknownSubject(error)) return [];
    throw error;
  }
}

export function isUnknownSubject(error: unknown): error is UsageError {
  return error instanceof UsageError && error.code === "unknown-subject";
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
