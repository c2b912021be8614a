// Contoso's people and groups.
import { cloudUser } from "../store/cloud-user.js";
import type { TenantDraft, User } from "../store/tenant-state.js";

export const PERSON = {
  admin: "a2c4e6f8-1b3d-4f50-8a9b-0c1d2e3f4a51",
  breakGlass: "a2c4e6f8-1b3d-4f50-8a9b-0c1d2e3f4a52",
} as const;

const INITIAL_DOMAIN = "contoso.onmicrosoft.com";
const DOMAIN = "contoso.com";

const SYNCED: readonly (readonly [id: string, given: string, surname: string, department: string])[] = [
  ["f0d1c2b3-0a01-4e77-9c55-6b7a8d9e0f11", "Ada", "Brandt", "Finance"],
  ["f0d1c2b3-0a02-4e77-9c55-6b7a8d9e0f12", "Bruno", "Costa", "Sales"],
  ["f0d1c2b3-0a03-4e77-9c55-6b7a8d9e0f13", "Chidi", "Eze", "Engineering"],
  ["f0d1c2b3-0a04-4e77-9c55-6b7a8d9e0f14", "Dana", "Fischer", "Engineering"],
  ["f0d1c2b3-0a05-4e77-9c55-6b7a8d9e0f15", "Elif", "Goran", "IT"],
];

export function contosoPeople(lastSync: string) {
  const synced = SYNCED.map(([id, given, surname, department]) =>
    syncedPerson(id, given, surname, department, lastSync),
  );
  const users: User[] = [
    cloudPerson(PERSON.admin, "admin", "Contoso Administrator", "2016-05-11T08:02:44Z"),
    cloudPerson(PERSON.breakGlass, "breakglass", "Break-glass account", "2019-03-04T09:20:00Z"),
    ...synced,
  ];
  const everybody = synced.map((user) => user.id);
  const groups: TenantDraft["groups"] = [
    group("6d3f8b20-91c7-4e5a-b0d4-2f7c5e1a9801", "All employees", everybody.slice(0, 2), [
      "6d3f8b20-91c7-4e5a-b0d4-2f7c5e1a9802",
    ]),
    group("6d3f8b20-91c7-4e5a-b0d4-2f7c5e1a9802", "Engineering and IT", everybody.slice(2), []),
  ];
  return { users, groups, syncedCount: synced.length };
}

function group(id: string, displayName: string, users: readonly string[], groups: readonly string[]) {
  return {
    id,
    displayName,
    description: null,
    mailNickname: displayName.replaceAll(" ", ""),
    mailEnabled: false,
    securityEnabled: true,
    isAssignableToRole: null,
    groupTypes: [],
    createdDateTime: "2019-06-03T11:00:00Z",
    memberIds: [...users, ...groups],
  };
}

function cloudPerson(id: string, alias: string, displayName: string, createdDateTime: string): User {
  const userPrincipalName = `${alias}@${INITIAL_DOMAIN}`;
  return cloudUser(
    { id, userPrincipalName, displayName, mailNickname: alias, createdDateTime },
    { usageLocation: "DE" },
  );
}

function syncedPerson(id: string, given: string, surname: string, department: string, lastSync: string): User {
  const alias = `${given}.${surname}`.toLowerCase();
  const address = `${alias}@${DOMAIN}`;
  return {
    ...cloudPerson(id, alias, `${given} ${surname}`, "2018-11-20T11:05:00Z"),
    userPrincipalName: address,
    givenName: given,
    surname,
    department,
    mail: address,
    proxyAddresses: [`SMTP:${address}`],
    lastPasswordChangeDateTime: "2023-06-12T07:30:00Z",
    onPremisesSyncEnabled: true,
    onPremisesLastSyncDateTime: lastSync,
    onPremisesImmutableId: Buffer.from(id.replaceAll("-", ""), "hex").toString("base64"),
    onPremisesDomainName: "corp.contoso.com",
    onPremisesSamAccountName: alias,
    onPremisesUserPrincipalName: address,
  };
}
