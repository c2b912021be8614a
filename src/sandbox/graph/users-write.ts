// Creating, changing and deleting users.
import { randomUUID } from "node:crypto";
import * as z from "zod";
import { satisfiesPasswordRules } from "../laws/password-rules.js";
import { wholeSeconds } from "../on-premises/cycle.js";
import { type Answer, param } from "../routes.js";
import { cloudUser } from "../store/cloud-user.js";
import { hashPassword } from "../store/password-hash.js";
import type { TenantState, User } from "../store/tenant-state.js";
import { badRequest, GraphError, notFound } from "./graph-error.js";
import { type GraphCall, jsonBody } from "./graph-route.js";
import { contextUrl, project } from "./odata-page.js";
import { USER, userProperties } from "./user-entity.js";

const passwordProfileSchema = z.strictObject({
  password: z.string(),
  forceChangePasswordNextSignIn: z.boolean().nullish(),
  forceChangePasswordNextSignInWithMfa: z.boolean().nullish(),
});

const writableSchema = z.strictObject({
  accountEnabled: z.boolean(),
  businessPhones: z.array(z.string()),
  department: z.string().nullable(),
  displayName: z.string().min(1).max(256),
  givenName: z.string().nullable(),
  jobTitle: z.string().nullable(),
  mailNickname: z.string().regex(/^[\x21-\x7e]{1,64}$/u),
  mobilePhone: z.string().nullable(),
  officeLocation: z.string().nullable(),
  passwordPolicies: z.string().nullable(),
  passwordProfile: passwordProfileSchema,
  preferredLanguage: z.string().nullable(),
  surname: z.string().nullable(),
  usageLocation: z.string().length(2).nullable(),
  userPrincipalName: z.string(),
  userType: z.string(),
});

const patchSchema = writableSchema.partial();

type Writable = z.infer<typeof patchSchema>;

const REQUIRED = ["accountEnabled", "displayName", "mailNickname", "passwordProfile", "userPrincipalName"] as const;

/** What the local directory is the master of ("user: update", on-premises synced users). */
const MASTERED_ON_PREMISES = [
  "department",
  "displayName",
  "givenName",
  "jobTitle",
  "mailNickname",
  "mobilePhone",
  "officeLocation",
  "surname",
  "userPrincipalName",
] as const;

export async function createUser(call: GraphCall): Promise<Answer> {
  const wanted = writableOf(call);
  const { accountEnabled, displayName, mailNickname, passwordProfile, userPrincipalName } = wanted;
  const missing = REQUIRED.find((name) => wanted[name] === undefined);
  if (
    missing !== undefined ||
    accountEnabled === undefined ||
    displayName === undefined ||
    mailNickname === undefined ||
    passwordProfile === undefined ||
    userPrincipalName === undefined
  ) {
    throw badRequest(`A value is required for property '${missing ?? ""}' of resource 'User'.`);
  }
  checkPassword(passwordProfile.password);
  const now = wholeSeconds(call.world.store.tenantNow());
  const user = cloudUser(
    { id: randomUUID(), userPrincipalName, displayName, mailNickname, createdDateTime: now },
    {
      givenName: wanted.givenName ?? null,
      surname: wanted.surname ?? null,
      jobTitle: wanted.jobTitle ?? null,
      department: wanted.department ?? null,
      mobilePhone: wanted.mobilePhone ?? null,
      officeLocation: wanted.officeLocation ?? null,
      preferredLanguage: wanted.preferredLanguage ?? null,
      businessPhones: wanted.businessPhones ?? [],
      accountEnabled,
      usageLocation: wanted.usageLocation ?? null,
      userType: wanted.userType ?? "Member",
      passwordPolicies: wanted.passwordPolicies ?? null,
      passwordHash: hashPassword(passwordProfile.password),
      forceChangePasswordNextSignIn: passwordProfile.forceChangePasswordNextSignIn ?? true,
    },
  );
  call.world.store.change((draft) => {
    checkPrincipalName(draft, userPrincipalName, user.id);
    draft.users.push(user);
  });
  const body = project(userProperties(user), USER.byDefault ?? []);
  return { status: 201, body: { "@odata.context": contextUrl(call, "users/$entity"), ...body } };
}

export async function updateUser(call: GraphCall): Promise<Answer> {
  const { passwordProfile, ...wanted } = writableOf(call);
  if (passwordProfile !== undefined) checkPassword(passwordProfile.password);
  const passwordHash = passwordProfile === undefined ? undefined : hashPassword(passwordProfile.password);
  call.world.store.change((draft) => {
    const user = userOf(draft, param(call, "id"));
    if (user.onPremisesSyncEnabled === true && MASTERED_ON_PREMISES.some((name) => wanted[name] !== undefined)) {
      throw badRequest(
        "Unable to update the specified properties for on-premises mastered Directory Sync objects or objects currently undergoing migration.",
      );
    }
    if (wanted.userPrincipalName !== undefined) checkPrincipalName(draft, wanted.userPrincipalName, user.id);
    Object.assign(user, wanted);
    if (passwordHash !== undefined) {
      user.passwordHash = passwordHash;
      user.forceChangePasswordNextSignIn = passwordProfile?.forceChangePasswordNextSignIn ?? true;
      user.lastPasswordChangeDateTime = wholeSeconds(call.world.store.tenantNow());
    }
  });
  return { status: 204 };
}

export async function deleteUser(call: GraphCall): Promise<Answer> {
  call.world.store.change((draft) => {
    const user = userOf(draft, param(call, "id"));
    draft.users = draft.users.filter((one) => one !== user);
    draft.deletedUsers.push({ deletedDateTime: wholeSeconds(call.world.store.tenantNow()), user });
    draft.roleAssignments = draft.roleAssignments.filter((one) => one.principalId !== user.id);
    for (const group of draft.groups) group.memberIds = group.memberIds.filter((id) => id !== user.id);
  });
  return { status: 204 };
}

function userOf(draft: TenantState, key: string): User {
  const user = draft.users.find((one) => one.id === key || one.userPrincipalName.toLowerCase() === key);
  if (user === undefined) throw notFound(key);
  return user;
}

function writableOf(call: GraphCall): Writable {
  const parsed = patchSchema.safeParse(jsonBody(call));
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  if (issue?.code === "unrecognized_keys") {
    const name = issue.keys[0] ?? "";
    throw badRequest(
      `One or more property values specified are invalid: the sandbox does not take '${name}' of resource 'User'.`,
    );
  }
  throw badRequest(`Invalid value specified for property '${String(issue?.path[0] ?? "")}' of resource 'User'.`);
}

function checkPassword(password: string): void {
  if (!satisfiesPasswordRules(password)) {
    throw badRequest(
      "The specified password does not comply with password complexity requirements. Please provide a different password.",
    );
  }
}

/** Rules: "user resource type", userPrincipalName. */
function checkPrincipalName(draft: TenantState, name: string, ownId: string): void {
  const [local = "", domain = "", ...more] = name.split("@");
  const wellFormed =
    /^[A-Za-z0-9'._!#^~-]{1,64}$/u.test(local) && !local.endsWith(".") && domain !== "" && more.length === 0;
  if (!wellFormed || name.length > 113) throw badRequest("Property userPrincipalName is invalid.");
  if (!draft.domains.some((one) => one.isVerified && one.id === domain.toLowerCase())) {
    throw badRequest(
      "The domain portion of the userPrincipalName property is invalid. You must use one of the verified domain names in your organization.",
    );
  }
  const other = draft.users.find(
    (one) => one.id !== ownId && one.userPrincipalName.toLowerCase() === name.toLowerCase(),
  );
  if (other === undefined) return;
  const message = "Another object with the same value for property userPrincipalName already exists.";
  throw new GraphError(400, "Request_BadRequest", message, [
    { code: "ObjectConflict", message, target: "userPrincipalName" },
    {
      code: "ConflictingObjects",
      message: "The following object already holds the value.",
      target: `User_${other.id}`,
    },
  ]);
}
