// What register-app reads before it decides.
import type { ServiceClient } from "../cloud/service-client.js";
import { AZURE_MANAGEMENT_APP_ID, GRAPH_APP_ID } from "../knowledge/applications.js";
import { COUNTED, findOurs, freeUniqueName, uniqueNameOf } from "../registration/names.js";
import type { RegistrationFacts } from "../registration/registration-facts.js";
import { known } from "../shapes/fact.js";
import { readAppRoleAssignments, readResource, readScopeGrants, readServicePrincipal } from "../tenant/consent.js";
import { observe } from "../tenant/observe.js";
import { readOwners, readPrincipalOwners } from "../tenant/registration-owners.js";
import {
  type Application,
  readApplication,
  readApplicationsNamed,
  readDeletedUniqueNames,
  readFederatedCredentials,
} from "../tenant/registrations.js";

const NOTHING = { request: "there is no registration yet" };

export interface SurveyedRegistration extends RegistrationFacts {
  readonly graph: RegistrationFacts["resources"][number];
  readonly azure: RegistrationFacts["resources"][number];
}

/** The consent that is to be changed, and so must be readable. */
type Consent = "grants" | "assignments" | null;

/**
 * @param name of the registration
 * @throws {GuardError} when the name is another's; {PermissionError} where what must be known may not be read
 */
export async function surveyRegistration(
  graph: ServiceClient,
  name: string,
  changing: Consent,
): Promise<SurveyedRegistration> {
  const [candidates, microsoftGraph, azure] = await Promise.all([
    readApplicationsNamed(graph, {
      unique: uniqueNameOf(name),
      prefix: `${uniqueNameOf(name)}${COUNTED}`,
      display: name,
    }),
    readResource(graph, GRAPH_APP_ID),
    readResource(graph, AZURE_MANAGEMENT_APP_ID),
  ]);
  const ours = findOurs(candidates.value, name);
  const resources = { graph: microsoftGraph.value, azure: azure.value, resources: [microsoftGraph.value, azure.value] };
  // Where it cannot be read, making it will tell.
  const deleted = ours === null ? await observe(readDeletedUniqueNames(graph)) : known([], NOTHING);
  if (ours === null)
    return {
      ...resources,
      application: null,
      uniqueName: freeUniqueName(name, deleted.state === "known" ? deleted.value : []),
      servicePrincipal: null,
      federated: [],
      owners: known([], NOTHING),
      principalOwners: known([], NOTHING),
      grants: known([], NOTHING),
      assignments: known([], NOTHING),
    };
  const uniqueName = ours.uniqueName ?? uniqueNameOf(name);
  return { ...resources, uniqueName, ...(await surveyOurs(graph, ours, changing)) };
}

async function surveyOurs(
  graph: ServiceClient,
  ours: Application,
  changing: Consent,
): Promise<Omit<RegistrationFacts, "resources" | "uniqueName">> {
  const [whole, servicePrincipal, federated, owners] = await Promise.all([
    readApplication(graph, ours.id),
    readServicePrincipal(graph, ours.appId),
    readFederatedCredentials(graph, ours.id),
    observe(readOwners(graph, ours.id)),
  ]);
  const id = servicePrincipal.value?.id;
  const [principalOwners, grants, assignments] =
    id === undefined
      ? [known([], NOTHING), known([], NOTHING), known([], NOTHING)]
      : await Promise.all([
          observe(readPrincipalOwners(graph, id)),
          changing === "grants" ? certain(readScopeGrants(graph, id)) : observe(readScopeGrants(graph, id)),
          changing === "assignments"
            ? certain(readAppRoleAssignments(graph, id))
            : observe(readAppRoleAssignments(graph, id)),
        ]);
  return {
    application: whole.value ?? ours,
    servicePrincipal: servicePrincipal.value,
    federated: federated.value,
    owners,
    principalOwners,
    grants,
    assignments,
  };
}

async function certain<T>(reading: Promise<{ readonly value: T; readonly source: { readonly request: string } }>) {
  const { value, source } = await reading;
  return known(value, source);
}
