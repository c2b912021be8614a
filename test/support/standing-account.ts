// What a tenant holds of one account in the end, read from the sandbox's own files: nothing is late there, and nothing hidden.
import { isSecretOf } from "../../src/sandbox/store/password-hash.js";
import { at } from "../sandbox/sandbox-client.js";
import type { Stage } from "./cli-stage.js";
import { tenantState } from "./tenant-contents.js";

/** Without what differs from one account to the next: names, ids, times. */
export interface Standing {
  readonly accounts: readonly object[];
  readonly deleted: number;
  readonly roles: readonly object[];
  readonly passes: readonly object[];
}

/** @param name the part before the `@`; deleted accounts have their id before it */
export async function standingOf(stage: Stage, name: string): Promise<Standing> {
  const tenant = await tenantState(stage);
  const isNamed = (upn: string) => upn.toLowerCase().includes(name.toLowerCase());
  const users = tenant.users.filter(({ userPrincipalName }) => isNamed(userPrincipalName));
  const ids = new Set(users.map(({ id }) => id));
  return {
    accounts: users.map((user) => ({
      name: user.userPrincipalName.replace(name, "NAME"),
      enabled: user.accountEnabled,
      displayName: user.displayName,
      nickname: user.mailNickname.replace(name, "NAME"),
      passwordPolicies: user.passwordPolicies,
      changeFirst: user.forceChangePasswordNextSignIn,
      extensions: user.extensions.map((one) => Object.keys(one).sort()),
    })),
    deleted: tenant.deletedUsers.filter(({ user }) => isNamed(user.userPrincipalName)).length,
    roles: [
      ...tenant.roleAssignments
        .filter(({ principalId }) => ids.has(principalId))
        .map(({ roleDefinitionId, directoryScopeId }) => ({ roleDefinitionId, directoryScopeId })),
      ...tenant.privilegedIdentity.schedules
        .filter(({ principalId }) => ids.has(principalId))
        .map(({ kind, roleDefinitionId, startDateTime, endDateTime }) => ({
          kind,
          roleDefinitionId,
          days:
            endDateTime === null ? null : Math.round((Date.parse(endDateTime) - Date.parse(startDateTime)) / 8.64e7),
        })),
    ],
    passes: tenant.temporaryAccessPasses
      .filter(({ userId }) => ids.has(userId))
      .map(({ lifetimeInMinutes, isUsableOnce }) => ({ lifetimeInMinutes, isUsableOnce })),
  };
}

/** Whether the login service takes the password, asking at most for a second factor. */
export async function opensWith(stage: Stage, name: string, password: string): Promise<boolean | number> {
  const { info } = stage.sandbox;
  const { status, body } = await stage.sandbox.send(
    `https://login.microsoftonline.com/${info.tenantId}/oauth2/v2.0/token`,
    {
      method: "POST",
      form: {
        grant_type: "password",
        client_id: info.clients[0]?.clientId ?? "",
        username: name,
        password,
        scope: "https://graph.microsoft.com/.default",
      },
    },
  );
  const number = at(body, "error_codes", 0);
  return status === 200 || number === 50076 || number === 50079 || Number(number);
}

/** Whether it is the value of the account's one pass. */
export async function isPassOf(stage: Stage, name: string, value: string): Promise<boolean> {
  const tenant = await tenantState(stage);
  const user = tenant.users.find(({ userPrincipalName }) => userPrincipalName.startsWith(`${name}@`));
  const [pass] = tenant.temporaryAccessPasses.filter(({ userId }) => userId === user?.id);
  return pass !== undefined && isSecretOf(pass.pass, value);
}
