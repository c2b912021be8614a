// Deletes the identities of servers, that stay among the deleted items for 30 days; and only ones that are disabled still.
import { path } from "../cloud/odata.js";
import type { ServiceClient, Written } from "../cloud/service-client.js";
import { GuardError } from "../shapes/errors.js";
import type { DeleteSyncApplicationChange, DeleteSyncUserChange, OfSyncIdentity } from "../shapes/identity-change.js";
import { readRegistrationState } from "../tenant/application-state.js";
import { AFTER, type Executor, other, type Sight } from "./executor.js";
import type { IdentityLookup } from "./identity-lookup.js";

/**
 * Judges an identity anew, right before it is deleted: null where it may go, and where it is gone already; else what was
 * found, as a part of a sentence.
 * @param identity `id` is the user's, or the service principal's
 */
export type MayGo = (identity: {
  readonly type: "user" | "application";
  readonly name: string;
  readonly id: string;
}) => Promise<string | null>;

export function deleteSyncUserExecutor(
  graph: ServiceClient,
  lookup: IdentityLookup,
  mayGo: MayGo,
): Executor<DeleteSyncUserChange> {
  return {
    goodReads: 3,
    isLag: () => false,
    look: (changes) =>
      Promise.all(
        changes.map(async ({ target }): Promise<Sight> => {
          const seen = await lookup.view({ type: "user", ...target });
          if (seen.is !== "there") return { at: seen.is === "deleted" ? "after" : "before" };
          return seen.enabled ? { ...enabledAgain(target), image: seen.image } : { at: "before", image: seen.image };
        }),
      ),
    async send({ target }) {
      await requireGoing(lookup, { type: "user", ...target }, mayGo);
      return graph.write("DELETE", path`/v1.0/users/${target.userId}`, undefined, "manage-role-holders");
    },
  };
}

/** Its service principal goes with it ("Delete application"). */
export function deleteSyncApplicationExecutor(
  graph: ServiceClient,
  lookup: IdentityLookup,
  mayGo: MayGo,
): Executor<DeleteSyncApplicationChange> {
  return {
    goodReads: 3,
    isLag: () => false,
    unconfirmed: ({ target }) =>
      `The service principal of ${target.name} (${target.servicePrincipalId}) should go with its registration, and may still be there.`,
    look: (changes) =>
      Promise.all(
        changes.map(async ({ target }): Promise<Sight> => {
          const [registration, seen] = await Promise.all([
            readRegistrationState(graph, target.applicationId),
            lookup.view({ type: "application", ...target }),
          ]);
          if (seen.is === "another") return other(`${target.name} has another service principal by now`);
          if (seen.is !== "there") return registration.value === null ? AFTER : { at: "before" };
          const image = { application: registration.value?.whole ?? null, servicePrincipal: seen.image };
          return seen.enabled ? { ...enabledAgain(target), image } : { at: "before", image };
        }),
      ),
    async send({ target }): Promise<Written> {
      await requireGoing(lookup, { type: "application", ...target }, mayGo);
      const registration = await readRegistrationState(graph, target.applicationId);
      // The registration is gone, and its service principal did not go with it.
      const address =
        registration.value === null
          ? path`/v1.0/servicePrincipals/${target.servicePrincipalId}`
          : path`/v1.0/applications/${target.applicationId}`;
      return graph.write("DELETE", address, undefined, "manage-sync-applications");
    },
  };
}

/** @throws {GuardError} where somebody has enabled it, or it came back to life, since the plan was made */
async function requireGoing(lookup: IdentityLookup, identity: OfSyncIdentity, mayGo: MayGo): Promise<void> {
  await requireJudged(identity, mayGo);
  // Last: to judge takes its time.
  const seen = await lookup.view(identity);
  if (seen.is === "there" && seen.enabled) throw cameBack(identity.name, "it was enabled again");
}

/** @throws {GuardError} where it came back to life since the plan was made */
export async function requireJudged(identity: OfSyncIdentity, mayGo: MayGo): Promise<void> {
  const id = identity.type === "user" ? identity.userId : identity.servicePrincipalId;
  const found = await mayGo({ type: identity.type, name: identity.name, id });
  if (found !== null) throw cameBack(identity.name, found);
}

function enabledAgain({ name }: { readonly name: string }): Sight {
  return other(`${name} was enabled again`);
}

function cameBack(name: string, found: string): GuardError {
  // What was found may begin with its name.
  const words = found.startsWith(`${name} `) ? `${found}: it stays as it is` : `${name} stays as it is: ${found}`;
  return new GuardError(`${words}.`, {
    code: "tenant-moved-on",
    remedy: "Run the command again: it judges anew from what is there now.",
  });
}
