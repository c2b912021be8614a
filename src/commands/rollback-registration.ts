// What the tenant shows of the steps of a run that are about an app registration. Reads only.
import { type Executor, type Executors, other, type Sight } from "../changes/executor.js";
import type { Found } from "../changes/inverse.js";
import type { ServiceClient } from "../cloud/service-client.js";
import type { Change } from "../shapes/change.js";
import type {
  AddCertificateChange,
  CreateApplicationChange,
  RegistrationChange,
} from "../shapes/registration-change.js";
import type { RunStep } from "../shapes/run.js";
import { readAppRoleAssignments, readScopeGrants, readServicePrincipal } from "../tenant/consent.js";
import { readDeletedApplication, readDeletedServicePrincipal } from "../tenant/deleted-applications.js";
import { type Application, readApplication, readApplicationByUniqueName } from "../tenant/registrations.js";
import type { RollbackWork } from "./rollback-executors.js";

/** The registration that the run is about, by its id where the journal tells it; null: there is none any more. */
export async function findRegistration(graph: ServiceClient, steps: readonly RunStep[]): Promise<Application | null> {
  const [first] = steps.flatMap(({ change }) => (isOfRegistration(change) ? [change] : []));
  if (first === undefined) return null;
  const id = steps.map(idIn).find((one) => one !== null) ?? null;
  if (id !== null) return (await readApplication(graph, id)).value;
  const found = (await readApplicationByUniqueName(graph, first.target.uniqueName)).value;
  // A list does not tell its certificates.
  return found === null ? null : (await readApplication(graph, found.id)).value;
}

function idIn({ change, objectId }: RunStep): string | null {
  if (change.kind === "create-application") return objectId;
  return isOfRegistration(change) && "applicationId" in change.target ? change.target.applicationId : null;
}

/** @returns null for a step of another kind */
export async function lookAtRegistration(
  step: RunStep,
  executors: Executors,
  { graph, registration }: RollbackWork,
): Promise<{ readonly sight: Sight; readonly found: Found } | null> {
  const { change } = step;
  if (!isOfRegistration(change)) return null;
  const application = await registration.application(change.target.uniqueName);
  const found = { application: application === null ? null : viewOf(application) };
  if (change.kind === "add-certificate") return { sight: certificateSight(change, application), found };
  const [sight] = await (executors[change.kind] as Executor<Change>).look([change]);
  if (sight === undefined) return null;
  if (change.kind === "create-application") return { sight: createdSight(change, sight, application), found };
  const principalId = await registration.servicePrincipalId(change.target.uniqueName);
  return {
    sight,
    found: { ...found, ...(sight.at === "after" ? await idsOf(graph, change, application, principalId) : {}) },
  };
}

/** What has become of a registration since it was made. */
function createdSight(
  { target: { name }, after }: CreateApplicationChange,
  sight: Sight,
  application: Application | null,
): Sight {
  if (application === null) return { at: "before" };
  const certificates = after.certificate === null ? 0 : 1;
  const more = [
    ...(sight.at === "other" ? ["permissions, or a way to sign in,"] : []),
    ...(application.secrets.length > 0 ? ["a client secret"] : []),
    ...(application.keys.length > certificates ? ["a certificate"] : []),
    ...(application.otherRedirectUris.length > 0 ? ["a redirect address"] : []),
  ];
  return more.length === 0 ? { at: "after" } : other(`${name} has ${more.join(" and ")} that this run did not give`);
}

function certificateSight({ target, before, after }: AddCertificateChange, application: Application | null): Sight {
  if (application === null) return other(`the app registration ${target.name} is gone`);
  const present = application.keys.map(({ identifier }) => identifier);
  const { thumbprint } = after.certificate;
  const added = present.filter((one) =>
    thumbprint === null ? !before.certificates.includes(one) : one === thumbprint,
  );
  if (added.length === 0) return { at: "before" };
  return added.length === 1
    ? { at: "after" }
    : other(`${target.name} has several new certificates, and which one this run added is not known`);
}

async function idsOf(
  graph: ServiceClient,
  change: RegistrationChange,
  application: Application | null,
  principalId: string | null,
): Promise<Found> {
  switch (change.kind) {
    case "delete-application": {
      const { applicationId, appId } = change.target;
      const [deleted, principal] = await Promise.all([
        readDeletedApplication(graph, applicationId),
        readDeletedServicePrincipal(graph, appId),
      ]);
      return { deletedApplication: deleted.value, deletedServicePrincipal: principal.value };
    }
    case "delete-service-principal":
      return { deletedServicePrincipal: (await readDeletedServicePrincipal(graph, change.target.appId)).value };
    case "create-service-principal":
    case "restore-service-principal":
    case "grant-scopes":
      return application === null ? {} : consentOf(graph, change, application.appId);
    case "grant-app-role":
      return principalId === null ? {} : { assignmentId: await assignmentOf(graph, change.target, principalId) };
    default:
      return {};
  }
}

async function consentOf(graph: ServiceClient, change: RegistrationChange, appId: string): Promise<Found> {
  const servicePrincipal = (await readServicePrincipal(graph, appId)).value;
  if (servicePrincipal === null) return { servicePrincipal };
  if (change.kind === "grant-scopes") {
    const { value } = await readScopeGrants(graph, servicePrincipal.id);
    const grant = value.find(({ forAll, resourceId }) => forAll && resourceId === change.target.resourceId);
    return { servicePrincipal, grantId: grant?.id ?? null };
  }
  return { servicePrincipal };
}

async function assignmentOf(
  graph: ServiceClient,
  { resourceId, appRoleId }: { readonly resourceId: string; readonly appRoleId: string },
  principalId: string,
): Promise<string | null> {
  const { value } = await readAppRoleAssignments(graph, principalId);
  return value.find((one) => one.resourceId === resourceId && one.appRoleId === appRoleId)?.id ?? null;
}

function viewOf({ id, appId, keys }: Application) {
  return { id, appId, thumbprints: keys.map(({ identifier }) => identifier) };
}

function isOfRegistration(change: Change): change is RegistrationChange {
  return "uniqueName" in change.target;
}
