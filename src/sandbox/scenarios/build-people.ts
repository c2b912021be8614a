// People, groups and contacts of a scenario.
import { wholeSeconds } from "../on-premises/cycle.js";
import { cloudUser } from "../store/cloud-user.js";
import type { TenantDraft, User } from "../store/tenant-state.js";
import { madeGuid } from "./made-ids.js";
import { momentOf, type TenantPlan } from "./scenario-schema.js";

const EMPLOYED = "2018-11-20T11:05:00Z";

interface RoleHolder {
  readonly role: string;
  readonly principalId: string;
}

export interface People {
  readonly users: User[];
  readonly groups: NonNullable<TenantDraft["groups"]>;
  readonly contacts: NonNullable<TenantDraft["contacts"]>;
  /** Ids of role holders by the role's name. */
  readonly roleHolders: readonly RoleHolder[];
  readonly eligible: readonly RoleHolder[];
  readonly healthAccess: readonly { readonly principalId: string; readonly role: "Owner" | "Contributor" | "Reader" }[];
}

/** `tenantId` goes into the ids that are made; `lastSync` is what synced people show. */
export function buildPeople(plan: TenantPlan, tenantId: string, now: number, lastSync: string | null): People {
  const aliasIds = new Map<string, string>();
  const roleHolders: { role: string; principalId: string }[] = [];
  const enter = (alias: string, id: string | undefined, roles: readonly string[]): string => {
    const known = id ?? madeGuid(tenantId, "user", alias);
    aliasIds.set(alias, known);
    roleHolders.push(...roles.map((role) => ({ role, principalId: known })));
    return known;
  };
  const cloud = plan.people.map((person) => {
    const id = enter(person.alias, person.id, person.roles);
    const created = wholeSeconds(momentOf(person.created ?? plan.created, now));
    return {
      ...cloudPerson(id, person.alias, person.name, plan.initialDomain, created, plan.country),
      accountEnabled: person.enabled,
      registeredMethods: [...person.registeredMethods],
      perUserMfaState: person.perUserMfa,
    };
  });
  const synced = plan.syncedPeople.map((person) => {
    const alias = `${person.given}.${person.surname}`.toLowerCase();
    return syncedPerson(plan, person, enter(alias, person.id, person.roles), alias, lastSync);
  });
  for (const group of plan.groups) aliasIds.set(group.name, group.id ?? madeGuid(tenantId, "group", group.name));
  const groups = plan.groups.map((group) => ({
    id: aliasIds.get(group.name) ?? "",
    displayName: group.name,
    description: null,
    mailNickname: group.name.replaceAll(/[^A-Za-z0-9]/gu, ""),
    mailEnabled: false,
    securityEnabled: true,
    isAssignableToRole: group.roleAssignable ? true : null,
    groupTypes: [],
    createdDateTime: "2019-06-03T11:00:00Z",
    memberIds: group.members.map((member) => {
      const id = aliasIds.get(member);
      if (id === undefined) throw new Error(`The group ${group.name} has a member ${member} that is not there.`);
      return id;
    }),
    onPremisesSyncEnabled: group.synced ? true : null,
    onPremisesLastSyncDateTime: group.synced ? lastSync : null,
    onPremisesProvisioningErrors: group.provisioningErrors.map((property) => conflict(property, group.name, lastSync)),
  }));
  const contacts = plan.contacts.map((contact) => ({
    id: madeGuid(tenantId, "contact", contact.mail),
    displayName: contact.name,
    givenName: null,
    surname: null,
    companyName: null,
    department: null,
    jobTitle: null,
    mail: contact.mail,
    mailNickname: contact.mail.split("@")[0] ?? contact.mail,
    proxyAddresses: [`SMTP:${contact.mail}`],
    onPremisesSyncEnabled: true,
    onPremisesLastSyncDateTime: lastSync,
    onPremisesProvisioningErrors: contact.provisioningErrors.map((property) =>
      conflict(property, contact.mail, lastSync),
    ),
  }));
  const idOf = (alias: string) => aliasIds.get(alias) ?? "";
  return {
    users: [...cloud, ...synced],
    groups,
    contacts,
    roleHolders,
    eligible: plan.people.flatMap((person) =>
      person.eligibleRoles.map((role) => ({ role, principalId: idOf(person.alias) })),
    ),
    healthAccess: plan.people.flatMap((person) =>
      person.health === undefined ? [] : [{ principalId: idOf(person.alias), role: person.health }],
    ),
  };
}

function cloudPerson(
  id: string,
  alias: string,
  displayName: string,
  domain: string,
  createdDateTime: string,
  country: string,
): User {
  const userPrincipalName = `${alias}@${domain}`;
  return cloudUser(
    { id, userPrincipalName, displayName, mailNickname: alias, createdDateTime },
    { usageLocation: country },
  );
}

function syncedPerson(
  plan: TenantPlan,
  person: TenantPlan["syncedPeople"][number],
  id: string,
  alias: string,
  lastSync: string | null,
): User {
  const domain = plan.domains.find((one) => one.default)?.name ?? plan.initialDomain;
  const address = `${alias}@${domain}`;
  return {
    ...cloudPerson(id, alias, `${person.given} ${person.surname}`, domain, EMPLOYED, plan.country),
    givenName: person.given,
    surname: person.surname,
    department: person.department ?? null,
    mail: address,
    proxyAddresses: [`SMTP:${address}`],
    lastPasswordChangeDateTime: "2023-06-12T07:30:00Z",
    onPremisesSyncEnabled: true,
    onPremisesLastSyncDateTime: lastSync,
    onPremisesImmutableId: Buffer.from(id.replaceAll("-", ""), "hex").toString("base64"),
    onPremisesDomainName: `corp.${domain}`,
    onPremisesSamAccountName: alias,
    onPremisesUserPrincipalName: address,
    onPremisesProvisioningErrors: person.provisioningErrors.map((property) =>
      conflict(property, property === "ProxyAddress" ? `SMTP:${address}` : address, lastSync),
    ),
  };
}

function conflict(propertyCausingError: string, value: string, at: string | null) {
  return { category: "PropertyConflict", occurredDateTime: at ?? EMPLOYED, propertyCausingError, value };
}
