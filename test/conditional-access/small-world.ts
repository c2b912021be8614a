// The few users, groups, roles, places and resources of which generated tenants are made: few, so that they meet often.
import fc from "fast-check";

export const USERS = ids("11111111", 3);
export const GROUPS = ids("22222222", 5);
/** Groups of the directory to which roles may be assigned: they hold no other group. */
export const ROLE_GROUPS: readonly string[] = GROUPS.slice(3);
export const SERVICE_PRINCIPALS = ids("33333333", 2);
export const LOCATIONS = {
  office: "55555555-0000-4000-8000-000000000001",
  trusted: "55555555-0000-4000-8000-000000000002",
  sixth: "55555555-0000-4000-8000-000000000003",
  country: "55555555-0000-4000-8000-000000000004",
  /** Named by policies, and in no list. */
  gone: "55555555-0000-4000-8000-000000000005",
} as const;
/** The addresses that multifactor authentication's own settings trust, as policies name them. */
export const TRUSTED_BY_MFA = "00000000-0000-0000-0000-000000000000";
/** Directory Synchronization Accounts, On Premises Directory Sync Account, Global Administrator. */
export const ROLES: readonly string[] = [
  "d29b2b05-8046-44ba-8758-1e26182fcf32",
  "a92aed5d-d78a-4d16-b381-09adb37eb3b0",
  "62e90394-69f5-4237-9190-012177145e10",
];
export const RESOURCES = {
  azureAdGraph: { appId: "00000002-0000-0000-c000-000000000000", name: "Windows Azure Active Directory" },
  graph: { appId: "00000003-0000-0000-c000-000000000000", name: "Microsoft Graph" },
  sync: { appId: "6bf85cfa-ac8a-4be5-b5de-425a0d0dc016", name: "Microsoft Entra AD Synchronization Service" },
  exchange: { appId: "00000002-0000-0ff1-ce00-000000000000", name: "Office 365 Exchange Online" },
} as const;

/** At the edges of ranges, and beside them. */
export const ADDRESSES: readonly string[] = [
  "203.0.113.15",
  "203.0.113.16",
  "203.0.113.31",
  "203.0.113.32",
  "198.51.100.6",
  "198.51.100.7",
  "2001:db8:7:ffff:ffff:ffff:ffff:ffff",
  "2001:db8:6:ffff:ffff:ffff:ffff:ffff",
  "2001:db8:8::",
];

export function weighted<T>(...choices: readonly (readonly [weight: number, value: T])[]): fc.Arbitrary<T> {
  return fc.oneof(...choices.map(([weight, value]) => ({ weight, arbitrary: fc.constant(value) })));
}

function ids(start: string, count: number): readonly string[] {
  return Array.from({ length: count }, (_, index) => `${start}-0000-4000-8000-00000000000${index + 1}`);
}
