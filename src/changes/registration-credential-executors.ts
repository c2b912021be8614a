// Carries out what proves an application: certificates, and tokens of other issuers.
import { isDeepStrictEqual } from "node:util";
import { path } from "../cloud/odata.js";
import type { ServiceClient } from "../cloud/service-client.js";
import type { AddCertificateChange, AddFederatedCredentialChange } from "../shapes/registration-change.js";
import { type Application, readApplication, readFederatedCredentials } from "../tenant/registrations.js";
import { AFTER, BEFORE, type Executor, other } from "./executor.js";
import { notSeenYet } from "./not-seen-yet.js";
import { isUnseen, lookAtOne, type RegistrationLookup } from "./registration-lookup.js";

const NEED = "register-applications";

/** The public half of a certificate, as Graph takes it. */
export interface PublicCertificate {
  readonly displayName: string;
  /** SHA-1, 40 hexadecimal digits in upper case: by it Entra ID knows the certificate. */
  readonly thumbprint: string;
  /** Base64 of the certificate's DER. */
  readonly der: string;
  readonly startDateTime: string;
  readonly endDateTime: string;
}

/** Graph replaces the list of certificates whole: those that are there are handed back as they were read. */
export function addCertificateExecutor(
  graph: ServiceClient,
  certificate: () => PublicCertificate | null,
): Executor<AddCertificateChange> {
  const isThere = ({ keys }: Application): boolean =>
    keys.some(({ identifier }) => identifier === certificate()?.thumbprint);
  return {
    goodReads: 3,
    isLag: () => false,
    look: ([change]) =>
      lookAtOne(change, async ({ target, before }) => {
        const found = (await readApplication(graph, target.applicationId)).value;
        if (found === null) return other(`the app registration ${target.name} is gone`);
        if (isThere(found)) return AFTER;
        const present = found.keys.map(({ identifier }) => identifier);
        return isDeepStrictEqual([...present].sort(), [...before.certificates].sort())
          ? BEFORE
          : other(`${target.name} has other certificates than before`);
      }),
    async send({ target }) {
      const found = (await readApplication(graph, target.applicationId)).value;
      if (found === null) throw notSeenYet(target.name);
      const keyCredentials = [...found.keys.map(({ whole }) => whole), ...certificateBodies(certificate())];
      return graph.write("PATCH", path`/v1.0/applications/${target.applicationId}`, { keyCredentials }, NEED);
    },
  };
}

export function addFederatedCredentialExecutor(
  graph: ServiceClient,
  lookup: RegistrationLookup,
): Executor<AddFederatedCredentialChange> {
  return {
    goodReads: 3,
    isLag: isUnseen,
    look: ([change]) =>
      lookAtOne(change, async ({ target, after }) => {
        const application = await lookup.application(target.uniqueName);
        if (application === null) return BEFORE;
        const present = await readFederatedCredentials(graph, application.id);
        const same = present.value.find(({ issuer, subject }) => issuer === after.issuer && subject === after.subject);
        if (same === undefined) return BEFORE;
        return isDeepStrictEqual(same.audiences, after.audiences)
          ? AFTER
          : other(`${target.name} trusts ${after.subject} for another audience`);
      }),
    async send({ target, after }) {
      const application = await lookup.application(target.uniqueName);
      if (application === null) throw notSeenYet(target.name);
      const address = path`/v1.0/applications/${application.id}/federatedIdentityCredentials`;
      return graph.write("POST", address, after, NEED);
    },
  };
}

/** As the list of an application has them. */
export function certificateBodies(certificate: PublicCertificate | null) {
  if (certificate === null) return [];
  const { displayName, der, startDateTime, endDateTime } = certificate;
  return [{ type: "AsymmetricX509Cert", usage: "Verify", key: der, displayName, startDateTime, endDateTime }];
}
