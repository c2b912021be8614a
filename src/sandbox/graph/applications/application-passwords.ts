// Client secrets ("application: addPassword", "application: removePassword"): told once, kept as a salted hash.
import { randomBytes, randomUUID } from "node:crypto";
import * as z from "zod";
import { checkPassword } from "../../laws/app-management.js";
import { wholeSeconds } from "../../on-premises/cycle.js";
import { type Answer, param } from "../../routes.js";
import { hashPassword } from "../../store/password-hash.js";
import { isGuid } from "../directory/directory-objects-guid.js";
import { type GraphCall, type GraphRoute, graphUrl } from "../graph-call.js";
import { badRequest } from "../graph-error.js";
import { missing, writtenBody } from "../written-body.js";
import { passwordCredential } from "./applications-entity.js";
import { note, writableApplication } from "./applications-write.js";

const timeSchema = z.iso.datetime({ offset: true });

const addSchema = z.strictObject({
  passwordCredential: z
    .strictObject({
      displayName: z.string().max(500).nullish(),
      startDateTime: timeSchema.nullish(),
      endDateTime: timeSchema.nullish(),
    })
    .nullish(),
});

const removeSchema = z.strictObject({ keyId: z.string().refine(isGuid).optional() });

const KIND = { resource: "PasswordCredential" };

/** "the default value is two years" from the start. */
const DEFAULT_YEARS = 2;

export const applicationPasswordRoutes: readonly GraphRoute[] = [
  {
    method: "POST",
    path: "/applications/:id/addPassword",
    note: "the secret comes once, 200",
    replicated: "application",
    handle: addPassword,
  },
  {
    method: "POST",
    path: "/applications/:id/removePassword",
    note: "204",
    replicated: "application",
    handle: removePassword,
  },
];

function addPassword(call: GraphCall): Answer {
  const wanted = call.body.kind === "none" ? {} : writtenBody(call, addSchema, KIND).passwordCredential;
  const start = wanted?.startDateTime == null ? call.now : Date.parse(wanted.startDateTime);
  const end = wanted?.endDateTime == null ? yearsAfter(start, DEFAULT_YEARS) : Date.parse(wanted.endDateTime);
  if (end <= start || end <= call.now) throw badRequest("Password credential end date is invalid.");
  const secretText = newSecret();
  const credential = {
    keyId: randomUUID(),
    displayName: wanted?.displayName ?? null,
    hint: secretText.slice(0, 3),
    startDateTime: wholeSeconds(start),
    endDateTime: wholeSeconds(end),
    secret: hashPassword(secretText),
  };
  call.world.store.change((draft) => {
    const application = writableApplication(call, draft);
    checkPassword(draft, application, end - start);
    application.passwordCredentials.push(credential);
    note(call, draft, "Update application – Certificates and secrets management", "Update", application);
  });
  const context = `${graphUrl(call)}/$metadata#microsoft.graph.passwordCredential`;
  return { status: 200, body: { "@odata.context": context, ...passwordCredential(credential, secretText) } };
}

function removePassword(call: GraphCall): Answer {
  const { keyId } = writtenBody(call, removeSchema, KIND);
  if (keyId === undefined) throw missing("keyId", "PasswordCredential");
  call.world.store.change((draft) => {
    const application = writableApplication(call, draft);
    const isThere = application.passwordCredentials.some((one) => one.keyId === keyId.toLowerCase());
    if (!isThere) throw badRequest(`No password credential found with keyId '${keyId}' on '${param(call, "id")}'.`);
    application.passwordCredentials = application.passwordCredentials.filter(
      (one) => one.keyId !== keyId.toLowerCase(),
    );
    note(call, draft, "Update application – Certificates and secrets management", "Update", application);
  });
  return { status: 204 };
}

/** Forty characters with `Q~` in the sixth and seventh place, as those of the login service have. */
function newSecret(): string {
  const text = randomBytes(60).toString("base64url").replaceAll("-", "~").slice(0, 38);
  return `${text.slice(0, 3)}8Q~${text.slice(3, 37)}`;
}

function yearsAfter(moment: number, years: number): number {
  const date = new Date(moment);
  date.setUTCFullYear(date.getUTCFullYear() + years);
  return date.getTime();
}
