// What may be written of a user ("user: update", "Create user").
import * as z from "zod";
import { satisfiesPasswordRules } from "../../laws/password-rules.js";
import { holderOfName } from "../../store/people.js";
import type { TenantState } from "../../store/tenant-state.js";
import type { GraphCall } from "../graph-call.js";
import { badRequest, GraphError } from "../graph-error.js";
import { writtenBody } from "../written-body.js";

/** Of a password that is new. */
const passwordProfileSchema = z.strictObject({
  password: z.string().optional(),
  forceChangePasswordNextSignIn: z.boolean().nullish(),
  forceChangePasswordNextSignInWithMfa: z.boolean().nullish(),
});

const line = (longest: number) => z.string().min(1).max(longest).nullable();

/** Lengths: "user resource type". */
const userSchema = z
  .strictObject({
    accountEnabled: z.boolean(),
    businessPhones: z.array(z.string().max(64)).max(1),
    department: line(64),
    displayName: z.string().min(1).max(256),
    givenName: line(64),
    jobTitle: line(128),
    mailNickname: z.string().regex(/^[\x21-\x7e]{1,64}$/u),
    mobilePhone: line(64),
    officeLocation: line(128),
    onPremisesImmutableId: z.string().min(1).max(256).nullable(),
    /** Only null is taken, which releases the user from its on-premises object; beta only. */
    onPremisesObjectIdentifier: z.null(),
    passwordPolicies: z.string().max(256).nullable(),
    passwordProfile: passwordProfileSchema,
    preferredLanguage: line(64),
    surname: line(64),
    usageLocation: z
      .string()
      .regex(/^[A-Za-z]{2}$/u)
      .nullable(),
    userPrincipalName: z.string(),
    userType: z.enum(["Member", "Guest"]),
  })
  .partial();

export type WrittenUser = z.infer<typeof userSchema>;

const NOT_TAKEN = [
  "aboutMe",
  "ageGroup",
  "birthday",
  "city",
  "companyName",
  "consentProvidedForMinor",
  "country",
  "customSecurityAttributes",
  "employeeHireDate",
  "employeeId",
  "employeeLeaveDateTime",
  "employeeOrgData",
  "employeeType",
  "extensions",
  "faxNumber",
  "hireDate",
  "identities",
  "mail",
  "onPremisesExtensionAttributes",
  "otherMails",
  "postalCode",
  "preferredDataLocation",
  "showInAddressList",
  "state",
  "streetAddress",
] as const;

/** GraphError 400 for what Graph does not know or take, 501 for what it takes and the sandbox does not. */
export function writtenUser(call: GraphCall): WrittenUser {
  const written = writtenBody(call, userSchema, { resource: "User", notTaken: NOT_TAKEN });
  if (call.version === "v1.0" && "onPremisesObjectIdentifier" in written) {
    throw badRequest("Invalid property 'onPremisesObjectIdentifier'.");
  }
  checkPassword(written.passwordProfile?.password);
  return written;
}

function checkPassword(password: string | undefined): void {
  if (password === undefined || satisfiesPasswordRules(password)) return;
  throw badRequest(
    "The specified password does not comply with password complexity requirements. Please provide a different password.",
  );
}

/**
 * Rules: "user resource type", userPrincipalName. GraphError 400 for a name that is none, of a domain that is not the
 * tenant's own, or that another user has.
 */
export function checkPrincipalName(draft: TenantState, name: string, ownId: string): void {
  const [local = "", domain = "", ...more] = name.split("@");
  const wellFormed =
    /^[A-Za-z0-9'._!#^~-]{1,64}$/u.test(local) && !local.endsWith(".") && domain !== "" && more.length === 0;
  if (!wellFormed || name.length > 113) throw badRequest("Property userPrincipalName is invalid.");
  if (!draft.domains.some((one) => one.isVerified && one.id === domain.toLowerCase())) {
    throw badRequest(
      "The domain portion of the userPrincipalName property is invalid. You must use one of the verified domain names in your organization.",
    );
  }
  const other = holderOfName(draft, name, ownId);
  if (other !== undefined) throw nameIsTaken(other);
}

function nameIsTaken(otherId: string): GraphError {
  const message = "Another object with the same value for property userPrincipalName already exists.";
  return new GraphError(400, "Request_BadRequest", message, [
    { code: "ObjectConflict", message, target: "userPrincipalName" },
    { code: "ConflictingObjects", message: "The following object already holds the value.", target: `User_${otherId}` },
  ]);
}
