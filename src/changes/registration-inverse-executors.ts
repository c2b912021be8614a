// Carries out what takes changes of an app registration back: restoring, and removing single credentials.
import { path } from "../cloud/odata.js";
import type { ServiceClient } from "../cloud/service-client.js";
import type {
  DeleteServicePrincipalChange,
  RemoveCertificateChange,
  RemoveFederatedCredentialChange,
  RestoreApplicationChange,
  RestoreServicePrincipalChange,
} from "../shapes/registration-change.js";
import { readServicePrincipal } from "../tenant/consent.js";
import { readApplication, readFederatedCredentials } from "../tenant/registrations.js";
import { AFTER, BEFORE, type Executor, other } from "./executor.js";
import { notSeenYet } from "./not-seen-yet.js";
import { isUnseen, lookAtOne } from "./registration-lookup.js";
import { sameSet } from "./same-set.js";

const NEED = "register-applications";

/** With all that it had, but without its service principal ("Restore deleted item (directory object)"). */
export function restoreApplicationExecutor(graph: ServiceClient): Executor<RestoreApplicationChange> {
  return {
    goodReads: 3,
    // Deleted a moment ago, and not among the deleted items everywhere.
    isLag: isUnseen,
    look: ([change]) =>
      lookAtOne(change, async ({ target }) =>
        (await readApplication(graph, target.applicationId)).value === null ? BEFORE : AFTER,
      ),
    send: ({ target }) => restore(graph, target.applicationId),
  };
}

export function restoreServicePrincipalExecutor(graph: ServiceClient): Executor<RestoreServicePrincipalChange> {
  return {
    goodReads: 3,
    isLag: isUnseen,
    look: ([change]) =>
      lookAtOne(change, async ({ target }) => {
        const found = (await readServicePrincipal(graph, target.appId)).value;
        if (found === null) return BEFORE;
        return found.id === target.servicePrincipalId
          ? AFTER
          : other(`${target.name} has another service principal by now`);
      }),
    send: ({ target }) => restore(graph, target.servicePrincipalId),
  };
}

function restore(graph: ServiceClient, id: string) {
  return graph.write("POST", path`/v1.0/directory/deletedItems/${id}/restore`, undefined, NEED);
}

export function deleteServicePrincipalExecutor(graph: ServiceClient): Executor<DeleteServicePrincipalChange> {
  return {
    goodReads: 3,
    isLag: () => false,
    look: ([change]) =>
      lookAtOne(change, async ({ target }) => {
        const found = (await readServicePrincipal(graph, target.appId)).value;
        if (found === null) return AFTER;
        return found.id === target.servicePrincipalId
          ? BEFORE
          : other(`${target.name} has another service principal by now`);
      }),
    send: ({ target }) =>
      graph.write("DELETE", path`/v1.0/servicePrincipals/${target.servicePrincipalId}`, undefined, NEED),
  };
}

/** Graph replaces the list of certificates whole: those that stay are handed back as they were read. */
export function removeCertificateExecutor(graph: ServiceClient): Executor<RemoveCertificateChange> {
  return {
    goodReads: 3,
    isLag: () => false,
    look: ([change]) =>
      lookAtOne(change, async ({ target, before, after }) => {
        const found = (await readApplication(graph, target.applicationId)).value;
        if (found === null) return other(`the app registration ${target.name} is gone`);
        const present = found.keys.map(({ identifier }) => identifier);
        const image = { certificates: present };
        if (sameSet(present, after.certificates)) return { ...AFTER, image };
        return sameSet(present, before.certificates)
          ? { ...BEFORE, image }
          : { ...other(`${target.name} has other certificates than before`), image };
      }),
    async send({ target }) {
      const found = (await readApplication(graph, target.applicationId)).value;
      if (found === null) throw notSeenYet(target.name);
      const keyCredentials = found.keys
        .filter(({ identifier }) => identifier !== target.thumbprint)
        .map(({ whole }) => whole);
      return graph.write("PATCH", path`/v1.0/applications/${target.applicationId}`, { keyCredentials }, NEED);
    },
  };
}

/** By its name, which an application has only once ("Delete federatedIdentityCredential"). */
export function removeFederatedCredentialExecutor(graph: ServiceClient): Executor<RemoveFederatedCredentialChange> {
  return {
    goodReads: 3,
    isLag: () => false,
    look: ([change]) =>
      lookAtOne(change, async ({ target, before }) => {
        const { value: present } = await readFederatedCredentials(graph, target.applicationId);
        const found = present.find(({ name }) => name === before.name);
        if (found === undefined) return AFTER;
        return found.issuer === before.issuer && found.subject === before.subject
          ? BEFORE
          : other(`${target.name} has another federated credential of the name ${before.name} by now`);
      }),
    send: ({ target, before }) =>
      graph.write(
        "DELETE",
        path`/v1.0/applications/${target.applicationId}/federatedIdentityCredentials/${before.name}`,
        undefined,
        NEED,
      ),
  };
}
