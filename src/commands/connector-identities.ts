// The identities that synchronise as the result shows them: applications with what is known of their credentials.
import type { ResultOf } from "../report/result-schemas.js";
import { type Fact, mapFact, unknown } from "../shapes/fact.js";
import type { IdentityView } from "../sync/judged.js";
import type { Snapshot } from "../sync/snapshot.js";
import type { SyncApplicationState } from "../tenant/sync-applications.js";

type ConnectorIdentities = ResultOf<"verify-sync">["sync"]["connectorIdentity"];
type ApplicationView = Extract<
  NonNullable<Extract<ConnectorIdentities, { readonly state: "known" }>["value"][number]["application"]>,
  { readonly state: "known" }
>["value"];

/** Of each list as much as a page can show. */
const LONGEST_LIST = 100;

/** What was refused of one application is said there, and hides nothing of another. */
export function connectorIdentities(
  identities: Fact<readonly IdentityView[]>,
  { applicationStates }: Snapshot,
): ConnectorIdentities {
  return mapFact(identities, (list) =>
    list.map((identity) => ({
      ...identity,
      application: identity.kind === "application" ? applicationOf(identity.id, applicationStates) : null,
    })),
  );
}

function applicationOf(id: string, states: Snapshot["applicationStates"]): Fact<ApplicationView> {
  if (states.state === "unknown") return states;
  const { source } = states;
  const state = states.value.find(({ principalId }) => principalId === id);
  if (state === undefined)
    return unknown(
      `Only the first ${states.value.length} applications were looked at.`,
      "Remove those of servers that are gone.",
    );
  return { state: "known", value: viewOf(state), source };
}

function viewOf({ appId, credentials, passwordWriteback }: SyncApplicationState): ApplicationView {
  return {
    appId,
    credentials: mapFact(credentials, (value) =>
      value === null
        ? null
        : {
            certificates: value.certificates
              .slice(0, LONGEST_LIST)
              .map(({ keyId, start, end }) => ({ keyId, start, end })),
            secrets: value.secrets,
            federated: value.federated,
            owners: value.owners.length,
          },
    ),
    passwordWriteback: mapFact(passwordWriteback, (roles) => roles.length > 0),
  };
}
