// Pass-through authentication agents.
import { ROLE } from "../directory-roles.js";
import { anyOf, type PermissionRow } from "./row.js";

const READ = anyOf(
  "Policy.Read.HybridAuthentication",
  "Policy.ReadWrite.HybridAuthentication",
  "Directory.ReadWrite.All",
);
const PATH = "/onPremisesPublishingProfiles/:type/agents";
/** The page names no role; that the administrators of hybrid identity may read is a choice. */
const READERS = [ROLE.hybridIdentityAdministrator, ROLE.globalReader];

/** "Application: Not supported." */
export const publishingRows: readonly PermissionRow[] = [
  {
    request: `GET ${PATH}`,
    source: "onpremisespublishingprofile-list-agents",
    delegated: READ,
    application: [],
    roles: READERS,
  },
  { request: `GET ${PATH}/:id`, source: "onpremisesagent-get", delegated: READ, application: [], roles: READERS },
];
