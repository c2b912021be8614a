// A server's connectors as its agent uploads them: one to Microsoft Entra ID, one to each forest that objects come from.
import type { Tenant } from "../store/tenant-state.js";
import type { SyncMember } from "./health-members.js";
import { asSent } from "./health-times.js";
import { stableId } from "./stable-id.js";

/** The connector to Microsoft Entra ID has this id on every server. */
const ENTRA_CONNECTOR = "b891884f-051e-4a83-95af-2544101c9083";

export function connectorsOf(tenant: Tenant, member: SyncMember, passwords: boolean) {
  const initial = tenant.domains.find((domain) => domain.isInitial)?.id ?? "";
  const entra = connector(member, ENTRA_CONNECTOR, `${initial} - AAD`, "Extensible2", null);
  const forests = forestsOf(tenant).map((forest) =>
    connector(member, stableId("connector", member.serviceMemberId, forest), forest, "AD", {
      enabled: passwords,
      target: entra.name,
    }),
  );
  return [entra, ...forests];
}

/** The domains that synchronised users say they come from. */
function forestsOf(tenant: Tenant): readonly string[] {
  const names = tenant.users.flatMap((user) => (user.onPremisesDomainName === null ? [] : [user.onPremisesDomainName]));
  return [...new Set(names)].sort();
}

function connector(
  member: SyncMember,
  id: string,
  name: string,
  type: string,
  passwordHashSyncConfiguration: { readonly enabled: boolean; readonly target: string } | null,
) {
  const dn =
    type === "AD"
      ? name
          .split(".")
          .map((part) => `DC=${part}`)
          .join(",")
      : "default";
  return {
    connectorId: id,
    id,
    name,
    version: 1,
    type,
    description: null,
    schemaXml: null,
    passwordManagementSettings: null,
    passwordHashSyncConfiguration,
    timeCreated: asSent(member.createdDate),
    timeLastModified: asSent(member.createdDate),
    partitions: [
      {
        id: stableId("partition", member.serviceMemberId, id),
        dn,
        enabled: true,
        timeCreated: asSent(member.createdDate),
        timeLastModified: asSent(member.createdDate),
        partitionScope: null,
        name: type === "AD" ? name : "default",
        isDomain: type === "AD",
        type: null,
      },
    ],
    runProfiles: ["Full Import", "Delta Import", "Full Synchronization", "Delta Synchronization", "Export"].map(
      (profile) => ({ id: stableId("run profile", member.serviceMemberId, id, profile), name: profile, runSteps: [] }),
    ),
    classesIncluded: ["user", "group", "contact"],
    attributesIncluded: [],
  };
}
