// The synchronisation object.
import { anyOf, type PermissionRow } from "./row.js";

const READ = anyOf("OnPremDirectorySynchronization.Read.All", "OnPremDirectorySynchronization.ReadWrite.All");
const SOURCE = "onpremisesdirectorysynchronization-get";

/** "Application: Not supported", "Global Administrator is the only role supported for this operation". */
export const synchronizationRows: readonly PermissionRow[] = [
  { request: "GET /directory/onPremisesSynchronization", source: SOURCE, delegated: READ, application: [], roles: [] },
  {
    request: "GET /directory/onPremisesSynchronization/:id",
    source: SOURCE,
    delegated: READ,
    application: [],
    roles: [],
  },
  {
    request: "PATCH /directory/onPremisesSynchronization/:id",
    source: "onpremisesdirectorysynchronization-update",
    delegated: anyOf("OnPremDirectorySynchronization.ReadWrite.All"),
    application: [],
    roles: [],
  },
];
