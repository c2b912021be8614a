// What kinds of groups can be made, and what each is made of ("Create group", "group resource type").
import { hasLicence } from "../../laws/licences.js";
import { mayCreateRoleAssignableGroup } from "../../laws/object-rights.js";
import type { TenantState } from "../../store/tenant-state.js";
import type { GraphCall } from "../graph-call.js";
import { accessDenied, badRequest, GraphError, notImplemented } from "../graph-error.js";

type DraftGroup = TenantState["groups"][number];

export const NO_MAIL_ENABLED =
  "The service does not currently support writes of mail-enabled groups. Please ensure that the mail-enablement property is unset and the security-enablement property is set.";

/** GraphError 400 for a combination that cannot be made, 501 for one that is not emulated. */
export function checkKind(groupTypes: readonly string[], mailEnabled: boolean, securityEnabled: boolean): void {
  if (groupTypes.includes("DynamicMembership")) throw notImplemented("groups with dynamic membership");
  if (groupTypes.some((one) => one !== "Unified")) throw badRequest("The value of property 'groupTypes' is invalid.");
  if (groupTypes.includes("Unified") ? !mailEnabled : mailEnabled || !securityEnabled)
    throw badRequest(NO_MAIL_ENABLED);
}

/** Who may make groups for roles, and in which tenants; which error a tenant without P1 gets is not documented. */
export function checkRoleAssignable(call: GraphCall, securityEnabled: boolean): void {
  if (!mayCreateRoleAssignableGroup(call.world.store.tenant, call.caller)) throw accessDenied();
  if (!hasLicence(call.world.store.tenant, "P1")) {
    throw new GraphError(
      403,
      "Authentication_RequestFromNonPremiumTenantOrB2CTenant",
      "Neither tenant is B2C or tenant doesn't have premium license",
    );
  }
  if (!securityEnabled) throw badRequest("Only security enabled groups can be assignable to roles.");
}

/** "group resource type": Microsoft 365 groups are public unless said otherwise; those for roles are always private. */
export function visibilityOf(
  wanted: string | null,
  groupTypes: readonly string[],
  isAssignableToRole: boolean | null,
): string | null {
  if (isAssignableToRole === true) {
    if (wanted !== null && wanted !== "Private") throw badRequest("Groups assignable to roles must be private.");
    return "Private";
  }
  return wanted ?? (groupTypes.includes("Unified") ? "Public" : null);
}

/** Mail nicknames are unique within the tenant; the address is made of it and the default domain. */
export function giveAddress(draft: TenantState, group: DraftGroup): void {
  const domain = draft.domains.find((one) => one.isDefault)?.id ?? "";
  const mail = `${group.mailNickname}@${domain}`;
  const isTaken = draft.groups.some((one) => one.mail?.toLowerCase() === mail.toLowerCase());
  if (isTaken) throw badRequest("Another object with the same value for property mailNickname already exists.");
  group.mail = mail;
  group.proxyAddresses = [`SMTP:${mail}`];
}
