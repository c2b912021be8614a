// The permissions that Microsoft Graph publishes, with their ids ("Microsoft Graph permissions reference", all
// permissions and ids).
import { createHash } from "node:crypto";
import type { CloudName } from "../hosts.js";

export interface PublishedPermission {
  readonly value: string;
  /** `oauth2PermissionScopes`; absent where the permission cannot be delegated. */
  readonly scopeId?: string;
  /** `appRoles`; absent where an application cannot hold it. */
  readonly roleId?: string;
}

const graph = (value: string, scopeId?: string, roleId?: string): PublishedPermission => ({
  value,
  ...(scopeId === undefined ? {} : { scopeId }),
  ...(roleId === undefined ? {} : { roleId }),
});
/** Permissions whose ids the reference does not give here have one made from their name: `madeUpId`. */
const WITHOUT_KNOWN_ID = [
  "AppRegistration.Create",
  "Group.ReadBasic.All",
  "GroupMember.ReadBasic.All",
  "Policy.Read.AuthenticationMethod",
  "Policy.Read.HybridAuthentication",
  "User-PasswordProfile.ReadWrite.All",
  "UserAuthMethod-TAP.Read.All",
  "UserAuthMethod-TAP.ReadWrite.All",
] as const;

const GRAPH_PERMISSIONS: readonly PublishedPermission[] = [
  graph(
    "AppRoleAssignment.ReadWrite.All",
    "84bccea3-f856-4a8a-967b-dbe0a3d53a64",
    "06b708a9-e830-4db3-a914-8e69da51d44f",
  ),
  graph("Application.Read.All", "c79f8feb-a9db-4090-85f9-90d820caa0eb", "9a5d68dd-52b0-4cc2-bd40-abcf44ac3a30"),
  graph("Application.ReadWrite.All", "bdfbf15f-ee85-4955-8675-146e8e5296b5", "1bfefb4e-e0b5-418b-a88f-73c46d2cc8e9"),
  graph("Application.ReadWrite.OwnedBy", undefined, "18a4783c-866b-4cc7-a460-3d5e5662c884"),
  graph("AuditLog.Read.All", "e4c9e354-4dc5-45b8-9e7c-e1393b0b1a20", "b0afded3-3588-46d8-8b3d-9842eff778da"),
  graph(
    "DelegatedPermissionGrant.ReadWrite.All",
    "41ce6ca6-6826-4807-84f1-1c82854f7ee5",
    "8e8e4742-1d95-4f68-9d56-6ee75648c72a",
  ),
  graph("Directory.AccessAsUser.All", "0e263e50-5827-48a4-b97c-d940288653c7"),
  graph("Directory.Read.All", "06da0dbc-49e2-44d2-8312-53f166ab848a", "7ab1d382-f21e-4acd-a863-ba3e13f7da61"),
  graph("Directory.ReadWrite.All", "c5366453-9fb0-48a5-a156-24f0c49a4b84", "19dbc75e-c2e2-444c-a770-ec69d8559fc7"),
  graph("Domain.Read.All", "2f9ee017-59c1-4f1d-9472-bd5529a7b311", "dbb9058a-0e50-45d7-ae91-66909b5d4664"),
  graph("Domain.ReadWrite.All", "0b5d694c-a244-4bde-86e6-eb5cd07730fe", "7e05723c-0bb0-42da-be95-ae9f08a6e53c"),
  graph("Group.Create", undefined, "bf7b1a76-6e77-406b-b258-bf5c7720e98f"),
  graph("Group.Read.All", "5f8c59db-677d-491f-a6b8-5f174b11ec1d", "5b567255-7703-4780-807c-7be8301ae99b"),
  graph("Group.ReadWrite.All", "4e46008b-f24c-477d-8fff-7bb4ec7aafe0", "62a82d76-70ea-41e2-9197-370581804d09"),
  graph("GroupMember.Read.All", "bc024368-1153-4739-b217-4326f2e966d0", "98830695-27a2-44f7-8c18-0c3ebc9698f6"),
  graph("GroupMember.ReadWrite.All", "f81125ac-d3b7-4573-a3b2-7099cc39df9e", "dbaae8cf-10b5-4b86-a4a1-f871c94c6695"),
  graph("LicenseAssignment.Read.All", "f395577a-0960-456b-979f-7228de0c5996", "e2f98668-2877-4f38-a2f4-8202e0717aa1"),
  graph("Mail.Send", "e383f46e-2787-4529-855e-0e479a3ffac0", "b633e1c5-b582-4048-a93e-9f11b44c7e96"),
  graph(
    "OnPremDirectorySynchronization.Read.All",
    "f6609722-4100-44eb-b747-e6ca0536989d",
    "bb70e231-92dc-4729-aff5-697b3f04be95",
  ),
  graph(
    "OnPremDirectorySynchronization.ReadWrite.All",
    "c2d95988-7604-4ba1-aaed-38a5f82a51c7",
    "c22a92cc-79bf-4bb1-8b6c-e0a05d3d80ce",
  ),
  graph("OrgContact.Read.All", "08432d1b-5911-483c-86df-7980af5cdee0", "e1a88a34-94c4-4418-be12-c87b00e26bea"),
  graph("Organization.Read.All", "4908d5b9-3fb2-4b1e-9336-1888b7937185", "498476ce-e0fe-48b0-b801-37ba7e2685c6"),
  graph("Organization.ReadWrite.All", "46ca0847-7e6b-426e-9775-ea810a948356", "292d869f-3427-49a8-9dab-8c70152b74e9"),
  graph("Policy.Read.All", "572fea84-0151-49b2-9301-11cb16974376", "246dd0d5-5bd0-4def-940b-0421030a5b68"),
  graph(
    "Policy.Read.ConditionalAccess",
    "633e0fce-8c58-4cfb-9495-12bbd5a24f7c",
    "37730810-e9ba-4e46-b07e-8ca78d182097",
  ),
  graph(
    "Policy.ReadWrite.ApplicationConfiguration",
    "b27add92-efb2-4f16-84f5-8108ba77985c",
    "be74164b-cff1-491c-8741-e671cb536e13",
  ),
  graph(
    "Policy.ReadWrite.AuthenticationMethod",
    "7e823077-d88e-468f-a337-e18f1f0e6c7c",
    "29c18626-4985-4dcd-85c0-193eef327366",
  ),
  graph(
    "Policy.ReadWrite.ConditionalAccess",
    "ad902697-1014-4ef5-81ef-2b4301988e8c",
    "01c0a623-fc9b-48e9-b794-0756f8e8f067",
  ),
  graph(
    "Policy.ReadWrite.SecurityDefaults",
    "0b2a744c-2abf-4f1e-ad7e-17a087e2be99",
    "1c6e93a6-28e2-4cbb-9f64-1a46a821124d",
  ),
  graph(
    "RoleAssignmentSchedule.Read.Directory",
    "344a729c-0285-42c6-9014-f12b9b8d6129",
    "d5fe8ce8-684c-4c83-a52c-46e882ce4be1",
  ),
  graph(
    "RoleAssignmentSchedule.ReadWrite.Directory",
    "8c026be3-8e26-4774-9372-8d5d6f21daff",
    "dd199f4a-f148-40a4-a2ec-f0069cc799ec",
  ),
  graph(
    "RoleAssignmentSchedule.Remove.Directory",
    "f71cd05c-3fdb-4568-aef2-e1cf62ee20d4",
    "d3495511-98b7-4df3-b317-4e35c19f6129",
  ),
  graph(
    "RoleEligibilitySchedule.Read.Directory",
    "eb0788c2-6d4e-4658-8c9e-c0fb8053f03d",
    "ff278e11-4a33-4d0c-83d2-d01dc58929a5",
  ),
  graph(
    "RoleEligibilitySchedule.ReadWrite.Directory",
    "62ade113-f8e0-4bf9-a6ba-5acb31db32fd",
    "fee28b28-e1f3-4841-818e-2704dc62245f",
  ),
  graph(
    "RoleEligibilitySchedule.Remove.Directory",
    "58ac4fa2-b484-4d6e-ba97-beee2a574220",
    "79c7e69c-0d9f-4eff-97a8-49170a5a08ba",
  ),
  graph("RoleManagement.Read.All", "48fec646-b2ba-4019-8681-8eb31435aded", "c7fbd983-d9aa-4fa7-84b8-17382c103bc4"),
  graph(
    "RoleManagement.Read.Directory",
    "741c54c3-0c1e-44a1-818b-3f97ab4e8c83",
    "483bed4a-2ad3-4361-a73b-c83ccdbdc53c",
  ),
  graph(
    "RoleManagement.ReadWrite.Directory",
    "d01b97e9-cbc0-49fe-810a-750afd5527a3",
    "9e3f62cf-ca93-4989-b6ce-bf83c28f9fe8",
  ),
  graph(
    "RoleManagementPolicy.Read.Directory",
    "3de2cdbe-0ff5-47d5-bdee-7f45b4749ead",
    "fdc4c997-9942-4479-bfcb-75a36d1138df",
  ),
  graph(
    "RoleManagementPolicy.ReadWrite.Directory",
    "1ff1be21-34eb-448c-9ac9-ce1f506b2a68",
    "31e08e0a-d3f7-4ca2-ac39-7343fb83e8ad",
  ),
  graph(
    "User-OnPremisesSyncBehavior.ReadWrite.All",
    "7ff9afdd-0cdb-439d-a61c-fea3e9339e89",
    "a94a502d-0281-4d15-8cd2-682ac9362c4c",
  ),
  graph("User.DeleteRestore.All", "4bb440cd-2cf2-4f90-8004-aa2acd2537c5", "eccc023d-eccf-4e7b-9683-8813ab36cecc"),
  graph(
    "User.EnableDisableAccount.All",
    "f92e74e7-2563-467f-9dd0-902688cb5863",
    "3011c876-62b7-4ada-afa2-506cbbecc68c",
  ),
  graph("User.ManageIdentities.All", "637d7bec-b31e-4deb-acc9-24275642a2c9", "c529cfca-c91b-489c-af2b-d92990b66ce6"),
  graph("User.Read", "e1fe6dd8-ba31-4d61-89e7-88639da4683d"),
  graph("User.Read.All", "a154be20-db9c-4678-8ab7-66f6cc099a59", "df021288-bdef-4463-88db-98f22de89214"),
  graph("User.ReadBasic.All", "b340eb25-3456-403f-be2f-af7a0d370277", "97235f07-e226-4f63-ace3-39588e11d3a1"),
  graph("User.ReadWrite", "b4e74841-8e56-480b-be8b-910348b18b4c"),
  graph("User.ReadWrite.All", "204e0828-b5ca-4ad8-b9f3-f32a958e7cc4", "741f803b-c850-494e-b5df-cde7c675a1ca"),
  graph("User.RevokeSessions.All", "fc30e98b-8810-4501-81f5-c20a3196387b", "77f3a031-c388-4f99-b373-dc68676a979e"),
  graph("UserAuthenticationMethod.Read", "1f6b61c5-2f65-4135-9c9f-31c0f8d32b52"),
  graph(
    "UserAuthenticationMethod.Read.All",
    "aec28ec7-4d02-4e8c-b864-50163aea77eb",
    "38d9df27-64da-44fd-b7c5-a6fbac20248f",
  ),
  graph("UserAuthenticationMethod.ReadWrite", "48971fc1-70d7-4245-af77-0beb29b53ee2"),
  graph(
    "UserAuthenticationMethod.ReadWrite.All",
    "b7887744-6746-4312-813d-72daeaee7e2d",
    "50483e42-d915-4231-9639-7fdb7fd190e5",
  ),
  ...WITHOUT_KNOWN_ID.map((value) => graph(value, madeUpId(`scope ${value}`), madeUpId(`role ${value}`))),
];

/**
 * Ids differ between clouds; known is it of one app role only, which Microsoft's Source of Authority module resolves per
 * cloud. That the others are as in the public cloud is a choice.
 */
export const GRAPH_PERMISSIONS_OF: Readonly<Record<CloudName, readonly PublishedPermission[]>> = {
  public: GRAPH_PERMISSIONS,
  usgov: withRoleId("OnPremDirectorySynchronization.Read.All", "47c980b8-449c-4b30-99e6-aeb22a11a023"),
  china: withRoleId("OnPremDirectorySynchronization.Read.All", "4cd4e808-f9db-48e3-9455-51ed99ea5ebe"),
};

function withRoleId(value: string, roleId: string): readonly PublishedPermission[] {
  return GRAPH_PERMISSIONS.map((one) => (one.value === value ? { ...one, roleId } : one));
}

function madeUpId(name: string): string {
  const hex = createHash("sha256").update(name).digest("hex");
  return [hex.slice(0, 8), hex.slice(8, 12), `4${hex.slice(13, 16)}`, `8${hex.slice(17, 20)}`, hex.slice(20, 32)].join(
    "-",
  );
}
