// Carries out what stops a server's identity from signing in, or lets it again.
import { path } from "../cloud/odata.js";
import type { ServiceClient } from "../cloud/service-client.js";
import type { SetIdentityEnabledChange } from "../shapes/identity-change.js";
import { BEFORE, type Executor, other, type Sight } from "./executor.js";
import { type MayGo, requireJudged } from "./identity-deletion-executors.js";
import type { IdentityLookup } from "./identity-lookup.js";
import { mendsWithTime } from "./refusals.js";

/** @param mayGo judges anew right before a disabling is sent: while somebody thought it over, it may have come into use */
export function setIdentityEnabledExecutor(
  graph: ServiceClient,
  lookup: IdentityLookup,
  mayGo: MayGo,
): Executor<SetIdentityEnabledChange> {
  return {
    goodReads: 3,
    isLag: mendsWithTime("write-user"),
    look: (changes) =>
      Promise.all(
        changes.map(async ({ target, after }): Promise<Sight> => {
          const seen = await lookup.view(target);
          switch (seen.is) {
            case "there":
              return { at: seen.enabled === after.accountEnabled ? "after" : "before", image: seen.image };
            case "another":
              return other(`${target.name} has another service principal by now`);
            case "deleted":
              return other(`${target.name} was deleted`);
            // One that was restored a moment ago is not everywhere yet; one that is gone for good the write tells of.
            case "unseen":
              return BEFORE;
          }
        }),
      ),
    async send({ target, after }) {
      if (!after.accountEnabled) await requireJudged(target, mayGo);
      const body = { accountEnabled: after.accountEnabled };
      return target.type === "user"
        ? graph.write("PATCH", path`/v1.0/users/${target.userId}`, body, "disable-accounts")
        : graph.write(
            "PATCH",
            path`/v1.0/servicePrincipals/${target.servicePrincipalId}`,
            body,
            "manage-sync-applications",
          );
    },
  };
}
