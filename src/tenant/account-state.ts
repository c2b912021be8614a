// An account in the properties that this program writes, each as it is kept, and the whole answer for the journal.
import * as z from "zod";
import type { Read } from "../cloud/answers.js";
import { path, query } from "../cloud/odata.js";
import type { ServiceClient } from "../cloud/service-client.js";
import type { Json } from "../shapes/change.js";
import { orNull } from "./observe.js";
import { withWhole } from "./whole.js";

const wire = z.object({
  id: z.string(),
  userPrincipalName: z.string(),
  displayName: z.string().nullish(),
  mailNickname: z.string().nullish(),
  accountEnabled: z.boolean(),
  userType: z.string().nullish(),
  onPremisesSyncEnabled: z.boolean().nullish(),
  passwordPolicies: z.string().nullish(),
  createdDateTime: z.string().nullish(),
  lastPasswordChangeDateTime: z.string().nullish(),
});

const SELECT = Object.keys(wire.shape).join(",");
const account = withWhole(wire);

export interface AccountState {
  readonly id: string;
  readonly userPrincipalName: string;
  readonly displayName: string;
  readonly mailNickname: string;
  readonly enabled: boolean;
  /** Whether the account comes from Active Directory; a cloud-only one does not. */
  readonly synced: boolean;
  readonly passwordNeverExpires: boolean;
  /** ISO 8601, whole seconds; null where Graph does not say. */
  readonly createdAt: string | null;
  /** The same of the last password. */
  readonly passwordChangedAt: string | null;
  /** What was selected, as it was answered. Graph never tells a password. */
  readonly whole: Json;
}

/**
 * Null when there is no such account, or not yet on the replica that answered. Most of these properties are told only
 * where they are selected ("user resource type").
 */
export async function readAccountState(
  graph: ServiceClient,
  idOrPrincipalName: string,
): Promise<Read<AccountState | null>> {
  const address = path`/v1.0/users/${idOrPrincipalName}`;
  const reading = graph.get(address + query({ $select: SELECT }), account, "read-accounts");
  const { value, source } = await orNull(reading, `GET ${address}`);
  return { source, value: value === null ? null : stateOf(value) };
}

function stateOf(found: z.infer<typeof account>): AccountState {
  return {
    id: found.id,
    userPrincipalName: found.userPrincipalName,
    displayName: found.displayName ?? "",
    mailNickname: found.mailNickname ?? "",
    enabled: found.accountEnabled,
    synced: found.onPremisesSyncEnabled === true,
    // A list in one string: "DisablePasswordExpiration, DisableStrongPassword".
    passwordNeverExpires: (found.passwordPolicies ?? "").split(/,\s*/).includes("DisablePasswordExpiration"),
    createdAt: found.createdDateTime ?? null,
    passwordChangedAt: found.lastPasswordChangeDateTime ?? null,
    whole: withoutContext(found.whole),
  };
}

function withoutContext(whole: Json): Json {
  if (typeof whole !== "object" || whole === null || Array.isArray(whole)) return whole;
  return Object.fromEntries(Object.entries(whole).filter(([name]) => name !== "@odata.context"));
}
