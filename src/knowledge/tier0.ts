/**
 * App roles of Microsoft Graph with which an application can make itself, or anybody, an administrator of everything:
 * whoever has its key owns the tenant.
 * Sources: learn.microsoft.com, "Microsoft Graph permissions reference" (which warns of several of them), "Best practices
 * for Microsoft Entra roles" and "Grant or revoke API permissions programmatically"; as of 2026-11. That the list ends
 * here is a judgement: others lead there by detours.
 */
export const TIER_0_APP_ROLES: ReadonlyMap<string, string> = new Map([
  ["RoleManagement.ReadWrite.Directory", "it can give any directory role, Global Administrator included"],
  ["RoleAssignmentSchedule.ReadWrite.Directory", "it can give any directory role, Global Administrator included"],
  ["RoleEligibilitySchedule.ReadWrite.Directory", "it can make anybody eligible for any directory role"],
  ["AppRoleAssignment.ReadWrite.All", "it can give itself every other permission"],
  ["Application.ReadWrite.All", "it can add a key of its own to any application, and act as that one"],
  ["Directory.ReadWrite.All", "it can change nearly everything in the directory"],
  ["DelegatedPermissionGrant.ReadWrite.All", "it can consent for everybody, to anything"],
  ["UserAuthenticationMethod.ReadWrite.All", "it can give itself a way to sign in as an administrator"],
  ["Policy.ReadWrite.AuthenticationMethod", "it can allow itself ways to sign in as an administrator"],
  ["Organization.ReadWrite.All", "it can make the tenant trust certificates of its own for signing in"],
  ["Domain.ReadWrite.All", "it can make the tenant trust sign-ins of its own making for a domain"],
]);
