// Those that synchronise as users, and how they sign in: whom the end of an exclusion may hit. Reads only.
import type { SyncIdentity } from "../accounts/inventory.js";
import type { Read } from "../cloud/answers.js";
import type { ServiceClient } from "../cloud/service-client.js";
import type { Connector } from "../conditional-access/bound-again.js";
import { resourcesOf } from "../knowledge/sync-resources.js";
import { unknown } from "../shapes/fact.js";
import { readNamedLocations } from "../tenant/named-locations.js";
import { observe } from "../tenant/observe.js";
import type { Organization } from "../tenant/organization.js";
import { findSubjects } from "./exclusion-subjects.js";
import type { FoundSubject } from "./found-subject.js";
import { readIdentities } from "./sync-survey.js";

export interface ConnectorSurvey {
  readonly organization: Read<Organization>;
  /** The inventory. */
  readonly identities: readonly SyncIdentity[];
  /** What `--for sync` means. */
  readonly synchronising: readonly FoundSubject[];
  readonly connectors: readonly (Connector & Pick<FoundSubject, "enabled">)[];
}

/** @throws as soon as it cannot be read who synchronises: whoever is not seen may be the one who is hit */
export async function surveyConnectors(
  graph: ServiceClient,
  organization: Read<Organization>,
): Promise<ConnectorSurvey> {
  const [identities, locations] = await Promise.all([readIdentities(graph), observe(readNamedLocations(graph))]);
  const tenant = { graph, organization: organization.value, identities: identities.value };
  const synchronising = await findSubjects(tenant, ["sync"]);
  const addresses = unknown<readonly string[]>("From where it signs in was not read.", "");
  return {
    organization,
    identities: identities.value,
    synchronising,
    connectors: synchronising.flatMap(({ subject, is, enabled }) =>
      subject.kind === "user" && subject.userId !== null && (is === "connector" || is === "cloud-sync")
        ? [{ subject, enabled, signIn: { resources: resourcesOf("engine"), addresses, locations } }]
        : [],
    ),
  };
}
