// Temporary Access Passes of users: the pass itself is told once, and kept as a hash.
import { randomInt, randomUUID } from "node:crypto";
import * as z from "zod";
import {
  LIFETIME_BOUNDS,
  passUsability,
  refusalOfPass,
  type TemporaryAccessPass,
} from "../../laws/temporary-access-pass.js";
import { type Answer, param } from "../../routes.js";
import { hashPassword } from "../../store/password-hash.js";
import type { Person } from "../../store/people.js";
import { type AuditedChange, noteChange } from "../directory/directory-objects-audit.js";
import { type GraphCall, type GraphRoute, jsonBody } from "../graph-call.js";
import { GraphError, notFound } from "../graph-error.js";
import { contextUrl, listBody, type Properties } from "../odata/odata-page.js";
import { isOneself, readableUser, writableUser } from "./authentication-reach.js";

const PASSES = "/users/:id/authentication/temporaryAccessPassMethods";

const moment = z
  .string()
  .max(40)
  .refine((text) => /^\d{4}-\d\d-\d\dT/u.test(text) && !Number.isNaN(Date.parse(text)));

const bodySchema = z.strictObject({
  "@odata.type": z.string().max(100).optional(),
  lifetimeInMinutes: z.int().min(LIFETIME_BOUNDS.least).max(LIFETIME_BOUNDS.most).nullish(),
  isUsableOnce: z.boolean().nullish(),
  startDateTime: moment.nullish(),
});

export const temporaryAccessPassRoutes: readonly GraphRoute[] = [
  {
    method: "GET",
    path: PASSES,
    note: "without the pass itself",
    replicated: "authentication-method",
    handle: (call) => {
      const user = readableUser(call);
      const context = contextUrl(call, `users('${user.id}')/authentication/temporaryAccessPassMethods`);
      return { status: 200, body: listBody(context, passesOf(call, user.id)) };
    },
  },
  {
    method: "GET",
    path: `${PASSES}/:passId`,
    note: "without the pass itself",
    replicated: "authentication-method",
    handle: (call) => {
      const user = readableUser(call);
      const pass = passesOf(call, user.id).find((one) => one["id"] === param(call, "passId"));
      if (pass === undefined) throw notFound(param(call, "passId"));
      return { status: 200, body: { "@odata.context": entityContext(call, user.id), ...pass } };
    },
  },
  { method: "POST", path: PASSES, note: "201 with the pass; takes the place of an earlier one", handle: createPass },
  { method: "DELETE", path: `${PASSES}/:passId`, note: "204", handle: deletePass },
];

/** The user's passes as they are shown after their creation. */
export function passesOf(call: GraphCall, userId: string): readonly Properties[] {
  const passes = call.tenant.temporaryAccessPasses.filter((one) => one.userId === userId);
  return passes.map((one) => passForm(call, one, null));
}

/**
 * "If the user requires a new Temporary Access Pass while the current one is valid, the previous one will be deleted"
 * ("Create temporaryAccessPassMethod").
 */
async function createPass(call: GraphCall): Promise<Answer> {
  const user = writableUser(call);
  const parsed = bodySchema.safeParse(jsonBody(call));
  if (!parsed.success) throw refused(messageOf(parsed.error));
  const { tenant } = call.world.store;
  const policy = tenant.authenticationMethodsPolicy.temporaryAccessPass;
  const lifetimeInMinutes = parsed.data.lifetimeInMinutes ?? undefined;
  const isUsableOnce = parsed.data.isUsableOnce ?? undefined;
  const refusal = refusalOfPass(tenant, user, { lifetimeInMinutes, isUsableOnce });
  if (refusal !== undefined) throw refused(refusal);
  const secret = newSecret(policy.defaultLength);
  const startsAt = parsed.data.startDateTime == null ? call.now : Date.parse(parsed.data.startDateTime);
  const pass: TemporaryAccessPass = {
    id: randomUUID(),
    userId: user.id,
    createdDateTime: new Date(call.now).toISOString(),
    // A start that is over is taken for now: a choice.
    startDateTime: new Date(Math.max(startsAt, call.now)).toISOString(),
    lifetimeInMinutes: lifetimeInMinutes ?? policy.defaultLifetimeInMinutes,
    isUsableOnce: isUsableOnce ?? policy.isUsableOnce,
    isUsed: false,
    pass: hashPassword(secret),
  };
  call.world.store.change((draft) => {
    draft.temporaryAccessPasses = draft.temporaryAccessPasses.filter((one) => one.userId !== user.id);
    draft.temporaryAccessPasses.push({ ...pass, pass: { ...pass.pass } });
    noteChange(call, draft, securityInfo(user, "Admin registered security info", "Add"));
  });
  return { status: 201, body: { "@odata.context": entityContext(call, user.id), ...passForm(call, pass, secret) } };
}

async function deletePass(call: GraphCall): Promise<Answer> {
  const own = readableUser(call);
  const user = isOneself(call, own) ? own : writableUser(call);
  const id = param(call, "passId");
  call.world.store.change((draft) => {
    const left = draft.temporaryAccessPasses.filter((one) => one.id !== id || one.userId !== user.id);
    if (left.length === draft.temporaryAccessPasses.length) throw notFound(id);
    draft.temporaryAccessPasses = left;
    const who = isOneself(call, user) ? "User" : "Admin";
    noteChange(call, draft, securityInfo(user, `${who} deleted security info`, "Delete"));
  });
  return { status: 204 };
}

/** "Microsoft Entra audit log categories and activities", Authentication Methods. */
function securityInfo(user: Person, activity: string, operation: "Add" | "Delete"): AuditedChange {
  const { id, displayName, userPrincipalName } = user;
  const targets = [{ id, type: "User", displayName, userPrincipalName }];
  return { activity, category: "UserManagement", operation, service: "Authentication Methods", targets };
}

function passForm(call: GraphCall, pass: TemporaryAccessPass, secret: string | null): Properties {
  const { isUsable, reason } = passUsability(call.world.store.tenant, pass, call.now);
  return {
    id: pass.id,
    temporaryAccessPass: secret,
    createdDateTime: pass.createdDateTime,
    startDateTime: pass.startDateTime,
    lifetimeInMinutes: pass.lifetimeInMinutes,
    isUsableOnce: pass.isUsableOnce,
    isUsable,
    methodUsabilityReason: reason,
  };
}

function entityContext(call: GraphCall, userId: string): string {
  return contextUrl(call, `users('${userId}')/authentication/temporaryAccessPassMethods/$entity`);
}

const SECRET_CHARACTERS = "abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789+$%&#@";

function newSecret(length: number): string {
  return Array.from({ length }, () => SECRET_CHARACTERS[randomInt(SECRET_CHARACTERS.length)]).join("");
}

function messageOf(error: z.ZodError): string {
  const name = String(error.issues[0]?.path[0] ?? "");
  const { least, most } = LIFETIME_BOUNDS;
  return name === "lifetimeInMinutes"
    ? `Invalid LifetimeInMinutes specified. The valid range between ${least} and ${most}.`
    : `Invalid value specified for property '${name.slice(0, 80)}' of resource 'temporaryAccessPassAuthenticationMethod'.`;
}

/** The code is written with a small letter (microsoft-graph-docs, pull request 12187). */
function refused(message: string): GraphError {
  return new GraphError(400, "badRequest", message);
}
