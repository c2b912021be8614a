// Per-user multifactor authentication (beta), and the methods that a user has registered.
import { createHash } from "node:crypto";
import * as z from "zod";
import { settledMfaState } from "../../laws/per-user-mfa.js";
import { type Answer, param } from "../../routes.js";
import { keepUser, type Person, userByKey } from "../../store/people.js";
import { noteChange } from "../directory/directory-objects-audit.js";
import { type GraphCall, type GraphRoute, jsonBody } from "../graph-call.js";
import { badRequest, notFound } from "../graph-error.js";
import { contextUrl, listBody, type Properties } from "../odata/odata-page.js";
import { readableUser } from "./authentication-reach.js";
import { passesOf } from "./temporary-access-pass.js";

const REQUIREMENTS = "/users/:id/authentication/requirements";

const patchSchema = z.strictObject({
  "@odata.type": z.string().max(100).optional(),
  perUserMfaState: z.enum(["disabled", "enabled", "enforced"]),
});

export const authenticationRequirementRoutes: readonly GraphRoute[] = [
  {
    method: "GET",
    path: "/users/:id/authentication/methods",
    note: "the password, what is registered, and a Temporary Access Pass",
    replicated: "authentication-method",
    handle: (call) => {
      const user = readableUser(call);
      const value = [passwordMethod(user), ...registeredMethods(user), ...passMethods(call, user)];
      return { status: 200, body: listBody(contextUrl(call, `users('${user.id}')/authentication/methods`), value) };
    },
  },
  {
    method: "GET",
    path: REQUIREMENTS,
    note: "perUserMfaState",
    versions: ["beta"],
    replicated: "user",
    handle: (call) => {
      const key = param(call, "id");
      const user = userByKey(call.tenant, key);
      if (user === undefined) throw notFound(key.slice(0, 120));
      const context = contextUrl(call, `users('${user.id}')/authentication/requirements`);
      return { status: 200, body: { "@odata.context": context, perUserMfaState: user.perUserMfaState } };
    },
  },
  {
    method: "PATCH",
    path: REQUIREMENTS,
    note: "204; enabled becomes enforced where a method is registered",
    versions: ["beta"],
    handle: changeState,
  },
];

async function changeState(call: GraphCall): Promise<Answer> {
  const parsed = patchSchema.safeParse(jsonBody(call));
  if (!parsed.success) throw badRequest("Invalid value specified for property 'perUserMfaState'.");
  const key = param(call, "id");
  call.world.store.change((draft) => {
    const user = keepUser(draft, key);
    if (user === undefined) throw notFound(key.slice(0, 120));
    const before = user.perUserMfaState;
    user.perUserMfaState = settledMfaState(parsed.data.perUserMfaState, user);
    const { id, displayName, userPrincipalName, perUserMfaState } = user;
    const changes = [
      { name: "StrongAuthenticationRequirement", old: JSON.stringify(before), new: JSON.stringify(perUserMfaState) },
    ];
    const targets = [{ id, type: "User", displayName, userPrincipalName, changes }];
    noteChange(call, draft, { activity: "Update user", category: "UserManagement", operation: "Update", targets });
  });
  return { status: 204 };
}

/** The same id in every tenant ("passwordAuthenticationMethod resource type"). */
const PASSWORD_METHOD = "28c10230-6103-485e-b985-444c60001490";

function passwordMethod(user: Person): Properties {
  return {
    "@odata.type": "#microsoft.graph.passwordAuthenticationMethod",
    id: PASSWORD_METHOD,
    createdDateTime: user.lastPasswordChangeDateTime,
    password: null,
  };
}

/** What a method of a type says besides its id; types that are not here are not shown. */
const REGISTERED: Readonly<Record<string, Properties>> = {
  microsoftAuthenticator: { displayName: "Phone", deviceTag: "SoftwareTokenActivated", phoneAppVersion: null },
  phone: { phoneNumber: null, phoneType: "mobile", smsSignInState: "notSupported" },
  fido2: { displayName: "Security key", aaGuid: null, model: null, attestationCertificates: [] },
  softwareOath: { secretKey: null },
  windowsHelloForBusiness: { displayName: null, keyStrength: "unknown" },
  email: { emailAddress: null },
};

function registeredMethods(user: Person): readonly Properties[] {
  return user.registeredMethods.flatMap((name) => {
    const properties = REGISTERED[name];
    const type = `#microsoft.graph.${name}AuthenticationMethod`;
    return properties === undefined ? [] : [{ "@odata.type": type, id: methodId(user, name), ...properties }];
  });
}

function passMethods(call: GraphCall, user: Person): readonly Properties[] {
  const type = "#microsoft.graph.temporaryAccessPassAuthenticationMethod";
  return passesOf(call, user.id).map((pass) => ({ "@odata.type": type, ...pass }));
}

function methodId(user: Person, name: string): string {
  return createHash("sha256").update(`${user.id} ${name}`).digest("base64url").slice(0, 22);
}
