// Carries out consent: scopes for whoever signs in, app roles for the application itself.
import { isDeepStrictEqual } from "node:util";
import { path } from "../cloud/odata.js";
import type { ServiceClient } from "../cloud/service-client.js";
import type {
  GrantAppRoleChange,
  GrantScopesChange,
  RevokeAppRoleChange,
  RevokeScopesChange,
} from "../shapes/registration-change.js";
import { readAppRoleAssignments, readScopeGrants, type ScopeGrant } from "../tenant/consent.js";
import { AFTER, BEFORE, type Executor, other, type Sight } from "./executor.js";
import { notSeenYet } from "./not-seen-yet.js";
import { mendsWithTime } from "./refusals.js";
import { isUnseen, type RegistrationLookup } from "./registration-lookup.js";

export function grantScopesExecutor(graph: ServiceClient, lookup: RegistrationLookup): Executor<GrantScopesChange> {
  const grantFor = async (principalId: string, { target }: GrantScopesChange): Promise<ScopeGrant | undefined> =>
    (await readScopeGrants(graph, principalId)).value.find(
      ({ forAll, resourceId }) => forAll && resourceId === target.resourceId,
    );
  return {
    goodReads: 3,
    isLag: isUnseen,
    look: (changes) =>
      Promise.all(
        changes.map(async (change): Promise<Sight> => {
          const principalId = await lookup.servicePrincipalId(change.target.uniqueName);
          const found = principalId === null ? undefined : await grantFor(principalId, change);
          if (isDeepStrictEqual(found?.scopes, change.after.scopes)) return AFTER;
          return isDeepStrictEqual(found?.scopes, change.before?.scopes)
            ? BEFORE
            : other(`the consent of ${change.target.name} at ${change.target.resourceName} is another than before`);
        }),
      ),
    async send(change) {
      const { target, after } = change;
      const clientId = await lookup.servicePrincipalId(target.uniqueName);
      if (clientId === null) throw notSeenYet(target.name);
      const scope = after.scopes.join(" ");
      const found = await grantFor(clientId, change);
      return found === undefined
        ? graph.write(
            "POST",
            "/v1.0/oauth2PermissionGrants",
            { clientId, consentType: "AllPrincipals", resourceId: target.resourceId, scope },
            "consent-for-people",
          )
        : graph.write("PATCH", path`/v1.0/oauth2PermissionGrants/${found.id}`, { scope }, "consent-for-people");
    },
  };
}

export function revokeScopesExecutor(graph: ServiceClient, lookup: RegistrationLookup): Executor<RevokeScopesChange> {
  return {
    goodReads: 3,
    isLag: () => false,
    async look(changes) {
      const principalId = await lookup.servicePrincipalId(changes[0]?.target.uniqueName ?? "");
      const present = principalId === null ? [] : (await readScopeGrants(graph, principalId)).value;
      return changes.map(({ target }) => (present.some(({ id }) => id === target.grantId) ? BEFORE : AFTER));
    },
    send: ({ target }) =>
      graph.write("DELETE", path`/v1.0/oauth2PermissionGrants/${target.grantId}`, undefined, "consent-for-people"),
  };
}

export function grantAppRoleExecutor(graph: ServiceClient, lookup: RegistrationLookup): Executor<GrantAppRoleChange> {
  return {
    goodReads: 3,
    isLag: mendsWithTime("grant-app-role"),
    async look(changes) {
      const principalId = await lookup.servicePrincipalId(changes[0]?.target.uniqueName ?? "");
      const present = principalId === null ? [] : (await readAppRoleAssignments(graph, principalId)).value;
      return changes.map(({ target }) =>
        present.some((one) => one.appRoleId === target.appRoleId && one.resourceId === target.resourceId)
          ? AFTER
          : BEFORE,
      );
    },
    async send({ target }) {
      const principalId = await lookup.servicePrincipalId(target.uniqueName);
      if (principalId === null) throw notSeenYet(target.name);
      return graph.write(
        "POST",
        path`/v1.0/servicePrincipals/${principalId}/appRoleAssignments`,
        { principalId, resourceId: target.resourceId, appRoleId: target.appRoleId },
        "consent-for-applications",
      );
    },
  };
}

export function revokeAppRoleExecutor(graph: ServiceClient, lookup: RegistrationLookup): Executor<RevokeAppRoleChange> {
  return {
    goodReads: 3,
    isLag: () => false,
    async look(changes) {
      const principalId = await lookup.servicePrincipalId(changes[0]?.target.uniqueName ?? "");
      const present = principalId === null ? [] : (await readAppRoleAssignments(graph, principalId)).value;
      return changes.map(({ target }) => (present.some(({ id }) => id === target.assignmentId) ? BEFORE : AFTER));
    },
    async send({ target }) {
      const principalId = await lookup.servicePrincipalId(target.uniqueName);
      if (principalId === null) throw notSeenYet(target.name);
      const address = path`/v1.0/servicePrincipals/${principalId}/appRoleAssignments/${target.assignmentId}`;
      return graph.write("DELETE", address, undefined, "consent-for-applications");
    },
  };
}
