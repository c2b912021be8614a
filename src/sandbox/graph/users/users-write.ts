// Creating and changing users.
import { randomUUID } from "node:crypto";
import { mayUpdateUser } from "../../laws/user-rights.js";
import { wholeSeconds } from "../../on-premises/cycle.js";
import { type Answer, param } from "../../routes.js";
import { cloudUser } from "../../store/cloud-user.js";
import { hashPassword } from "../../store/password-hash.js";
import { keepUser, type Person, userByKey } from "../../store/people.js";
import type { TenantState, User } from "../../store/tenant-state.js";
import { noteChange } from "../directory/directory-objects-audit.js";
import type { GraphCall } from "../graph-call.js";
import { accessDenied, badRequest, notFound } from "../graph-error.js";
import { contextUrl, project } from "../odata/odata-page.js";
import { missing } from "../written-body.js";
import { checkPrincipalName, type WrittenUser, writtenUser } from "./user-body.js";
import { USER, userProperties } from "./user-entity.js";

/** What the local directory is the master of ("user: update", on-premises synced users). */
const MASTERED_ON_PREMISES = [
  "businessPhones",
  "department",
  "displayName",
  "givenName",
  "jobTitle",
  "mailNickname",
  "mobilePhone",
  "officeLocation",
  "onPremisesImmutableId",
  "surname",
  "userPrincipalName",
] as const;

const REQUIRED = ["accountEnabled", "displayName", "mailNickname", "passwordProfile", "userPrincipalName"] as const;

export async function createUser(call: GraphCall): Promise<Answer> {
  const written = writtenUser(call);
  const { passwordProfile, accountEnabled, displayName, mailNickname, userPrincipalName, ...more } = written;
  const password = passwordProfile?.password;
  if (
    accountEnabled === undefined ||
    displayName === undefined ||
    mailNickname === undefined ||
    password === undefined ||
    userPrincipalName === undefined
  ) {
    throw missing(REQUIRED.find((name) => written[name] === undefined) ?? "passwordProfile", "User");
  }
  const user = cloudUser(
    { id: randomUUID(), userPrincipalName, displayName, mailNickname, createdDateTime: wholeSeconds(call.now) },
    {
      ...defined(more),
      accountEnabled,
      passwordHash: hashPassword(password),
      forceChangePasswordNextSignIn: passwordProfile?.forceChangePasswordNextSignIn ?? true,
    },
  );
  call.world.store.change((draft) => {
    checkPrincipalName(draft, userPrincipalName, user.id);
    draft.users.push(user);
    noteChange(call, draft, {
      activity: "Add user",
      category: "UserManagement",
      operation: "Add",
      targets: [target(user)],
    });
  });
  const body = project(userProperties(user), USER.byDefault ?? []);
  return { status: 201, body: { "@odata.context": contextUrl(call, "users/$entity"), ...body } };
}

export async function updateUser(call: GraphCall): Promise<Answer> {
  const written = writtenUser(call);
  const { passwordProfile, ...wanted } = written;
  const { password } = passwordProfile ?? {};
  const passwordHash = password === undefined ? undefined : hashPassword(password);
  const key = param(call, "id");
  call.world.store.change((draft) => {
    const user = knownUser(call, draft, key);
    if (!mayUpdateUser(draft, call.caller, user.id, Object.keys(written))) throw accessDenied();
    if (user.onPremisesSyncEnabled === true && MASTERED_ON_PREMISES.some((name) => wanted[name] !== undefined)) {
      throw badRequest(
        "Unable to update the specified properties for on-premises mastered Directory Sync objects or objects currently undergoing migration.",
      );
    }
    if (wanted.userPrincipalName !== undefined) checkPrincipalName(draft, wanted.userPrincipalName, user.id);
    const changes = changesOf(user, wanted);
    Object.assign(user, defined(wanted));
    if (passwordProfile !== undefined) {
      user.forceChangePasswordNextSignIn = passwordProfile.forceChangePasswordNextSignIn ?? password !== undefined;
    }
    if (passwordHash !== undefined) {
      user.passwordHash = passwordHash;
      user.lastPasswordChangeDateTime = wholeSeconds(call.now);
    }
    noteChange(call, draft, { ...activityOf(written), targets: [{ ...target(user), changes }] });
  });
  return { status: 204 };
}

/**
 * To be written. GraphError 404 without one, and on a replica to which a user that was created a moment ago has not come
 * through yet.
 */
export function knownUser(call: GraphCall, draft: TenantState, key: string): User {
  const user = userByKey(call.tenant, key) === undefined ? undefined : keepUser(draft, key);
  if (user === undefined) throw notFound(key.slice(0, 120));
  return user;
}

/** "Microsoft Entra audit log categories and activities", user management. */
function activityOf(written: WrittenUser) {
  const names = Object.keys(written);
  const isOnly = (name: string) => names.length === 1 && names[0] === name;
  const activity = isOnly("passwordProfile")
    ? "Reset user password"
    : isOnly("accountEnabled")
      ? written.accountEnabled === true
        ? "Enable account"
        : "Disable account"
      : "Update user";
  return { activity, category: "UserManagement", operation: "Update" } as const;
}

function changesOf(user: Person, wanted: Omit<WrittenUser, "passwordProfile">) {
  return Object.entries(wanted).map(([name, value]) => ({
    name,
    old: JSON.stringify([user[name as keyof Person] ?? null]),
    new: JSON.stringify([value ?? null]),
  }));
}

export function target(user: Pick<Person, "id" | "displayName" | "userPrincipalName">) {
  const { id, displayName, userPrincipalName } = user;
  return { id, type: "User", displayName, userPrincipalName };
}

type Defined<T> = { [Key in keyof T]?: Exclude<T[Key], undefined> };

function defined<T extends object>(values: T): Defined<T> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as Defined<T>;
}
