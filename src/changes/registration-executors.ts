// Carries out what concerns an app registration itself: the application and its service principal.
import { isDeepStrictEqual } from "node:util";
import { path } from "../cloud/odata.js";
import type { ServiceClient } from "../cloud/service-client.js";
import { ServiceError } from "../shapes/errors.js";
import type {
  ApplicationForm,
  CreateApplicationChange,
  CreateServicePrincipalChange,
  DeleteApplicationChange,
  UpdateApplicationChange,
} from "../shapes/registration-change.js";
import { readServicePrincipal } from "../tenant/consent.js";
import { type Application, readApplication } from "../tenant/registrations.js";
import { AFTER, BEFORE, type Executor, other } from "./executor.js";
import { notSeenYet } from "./not-seen-yet.js";
import { mendsWithTime } from "./refusals.js";
import { certificateBodies, type PublicCertificate } from "./registration-credential-executors.js";
import { lookAtOne, type RegistrationLookup } from "./registration-lookup.js";
import { sameSet } from "./same-set.js";

const NEED = "register-applications";

/** @param certificate asked for at the moment of sending; null where the plan has none */
export function createApplicationExecutor(
  graph: ServiceClient,
  lookup: RegistrationLookup,
  certificate: () => PublicCertificate | null,
): Executor<CreateApplicationChange> {
  return {
    goodReads: 3,
    // The name is there already, and not shown yet: a cut run has made it, or another one at the same time.
    isLag: mendsWithTime("create-application"),
    // Never the next counted name: the one that holds this one may be our own, and there would be two.
    waitingFor: ({ target }) =>
      `the name of ${target.name} is held by a registration that the tenant does not show: one made a moment ago, or a deleted one; waiting for up to 5 minutes`,
    look: ([change]) =>
      lookAtOne(change, async ({ target, after }) => {
        const found = await lookup.application(target.uniqueName);
        if (found === null) return BEFORE;
        const [wanted] = certificateBodies(certificate());
        const ours =
          wanted === undefined || found.keys.some(({ identifier }) => identifier === certificate()?.thumbprint);
        return ours && isDeepStrictEqual(formOf(found, after), bodyOf(after))
          ? AFTER
          : other(`an app registration ${target.name} was made meanwhile (${found.id})`);
      }),
    async send({ target, after }) {
      try {
        return await graph.write(
          "POST",
          "/v1.0/applications",
          {
            displayName: target.name,
            uniqueName: target.uniqueName,
            tags: after.tags,
            notes: "Made by aadc-cloud register-app, which keeps its permissions as they were asked for.",
            ...bodyOf(after),
            ...(after.certificate === null ? {} : { keyCredentials: certificateBodies(certificate()) }),
          },
          NEED,
        );
      } catch (error) {
        throw nameStillHeld(error, target.name);
      }
    },
  };
}

export function updateApplicationExecutor(graph: ServiceClient): Executor<UpdateApplicationChange> {
  return {
    goodReads: 3,
    isLag: () => false,
    look: ([change]) =>
      lookAtOne(change, async ({ target, before, after }) => {
        const found = (await readApplication(graph, target.applicationId)).value;
        if (found === null) return other(`the app registration ${target.name} is gone`);
        if (isDeepStrictEqual(formOf(found, after), bodyOf(after))) return AFTER;
        return isDeepStrictEqual(formOf(found, before), bodyOf(before))
          ? BEFORE
          : other(`the app registration ${target.name} is another than before`);
      }),
    send: ({ target, after }) =>
      graph.write("PATCH", path`/v1.0/applications/${target.applicationId}`, bodyOf(after), NEED),
  };
}

export function createServicePrincipalExecutor(
  graph: ServiceClient,
  lookup: RegistrationLookup,
): Executor<CreateServicePrincipalChange> {
  return {
    goodReads: 3,
    isLag: mendsWithTime("create-service-principal"),
    look: ([change]) =>
      lookAtOne(change, async ({ target }) => {
        const appId = (await lookup.application(target.uniqueName))?.appId;
        if (appId === undefined) return BEFORE;
        return (await readServicePrincipal(graph, appId)).value === null ? BEFORE : AFTER;
      }),
    async send({ target }) {
      const appId = (await lookup.application(target.uniqueName))?.appId;
      if (appId === undefined) throw notSeenYet(target.name);
      return graph.write("POST", "/v1.0/servicePrincipals", { appId }, NEED);
    },
  };
}

/** Its service principal goes with it ("Delete application"); both can be restored for 30 days. */
export function deleteApplicationExecutor(graph: ServiceClient): Executor<DeleteApplicationChange> {
  return {
    goodReads: 3,
    isLag: () => false,
    look: ([change]) =>
      lookAtOne(change, async ({ target }) => {
        const [application, principal] = await Promise.all([
          readApplication(graph, target.applicationId),
          readServicePrincipal(graph, target.appId),
        ]);
        return application.value === null && principal.value === null ? AFTER : BEFORE;
      }),
    send: ({ target }) => graph.write("DELETE", path`/v1.0/applications/${target.applicationId}`, undefined, NEED),
  };
}

/** What Graph is sent of a form. */
function bodyOf({ signInAudience, publicClient, redirectUris, requiredResourceAccess }: ApplicationForm) {
  return {
    signInAudience,
    isFallbackPublicClient: publicClient,
    publicClient: { redirectUris },
    requiredResourceAccess,
  };
}

/** The same of an application, in the order of the form it is compared with. */
function formOf(application: Application, { requiredResourceAccess, redirectUris }: ApplicationForm) {
  const { signInAudience, publicClient } = application;
  return bodyOf({
    signInAudience,
    publicClient,
    redirectUris: sameSet(application.redirectUris, redirectUris) ? redirectUris : application.redirectUris,
    permissions: [],
    requiredResourceAccess: sameSet(flat(application.requiredResourceAccess), flat(requiredResourceAccess))
      ? requiredResourceAccess
      : [],
  });
}

function flat(access: Application["requiredResourceAccess"]): readonly string[] {
  return access.flatMap(({ resourceAppId, resourceAccess }) =>
    resourceAccess.map(({ id, type }) => `${resourceAppId} ${id} ${type}`),
  );
}

/** A deleted registration may hold its unique name until it is gone for good; nothing that can be listed shows that. */
function nameStillHeld(error: unknown, name: string): unknown {
  if (!(error instanceof ServiceError) || (error.status !== 409 && error.status !== 400)) return error;
  const { message, code, status, serviceCodes, requestId } = error;
  return new ServiceError(message, {
    code,
    remedy: `If ${name} was deleted within the last 30 days, restore it or delete it for good (Entra admin center > App registrations > Deleted applications), or choose another name with --name.`,
    status,
    serviceCodes,
    ...(requestId === undefined ? {} : { requestId }),
    cause: error,
  });
}
