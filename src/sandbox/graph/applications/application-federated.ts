// Trust in tokens of other issuers ("federatedIdentityCredential resource type").
import { randomUUID } from "node:crypto";
import * as z from "zod";
import { type Answer, param } from "../../routes.js";
import type { TenantState } from "../../store/tenant-state.js";
import { LISTING_OPTIONS, listingAnswer } from "../directory/directory-objects-listing.js";
import type { GraphCall, GraphRoute } from "../graph-call.js";
import { badRequest, GraphError, notFound } from "../graph-error.js";
import { contextUrl, type Entity, project, selectedNames } from "../odata/odata-page.js";
import { missing, writtenBody } from "../written-body.js";
import { note, writableApplication } from "./applications-write.js";

type Credential = TenantState["applications"][number]["federatedIdentityCredentials"][number];

const FEDERATED: Entity = {
  type: "microsoft.graph.federatedIdentityCredential",
  known: ["id", "name", "issuer", "subject", "description", "audiences"],
};

/** "Add up to 20 federated identity credentials". */
const MOST_CREDENTIALS = 20;

const shortText = z.string().min(1).max(600);
const schema = z
  .strictObject({
    name: z.string().regex(/^[A-Za-z0-9][A-Za-z0-9_-]{2,119}$/u),
    issuer: shortText.refine((text) => URL.canParse(text)),
    subject: shortText,
    description: z.string().max(600).nullable(),
    audiences: z.array(shortText).length(1),
  })
  .partial();

const KIND = { resource: "FederatedIdentityCredential", notTaken: ["claimsMatchingExpression"] };
const BASE = "/applications/:id/federatedIdentityCredentials";

export const federatedCredentialRoutes: readonly GraphRoute[] = [
  {
    method: "GET",
    path: BASE,
    note: "$select, $filter: name, subject eq; $top, paging",
    options: LISTING_OPTIONS,
    replicated: "application",
    handle: (call) =>
      listingAnswer(call, {
        entity: FEDERATED,
        set: setOf(call),
        all: credentialsOf(call),
        properties: (one) => one,
        rules: { name: ["eq"], subject: ["eq"], issuer: ["eq"] },
      }),
  },
  {
    method: "GET",
    path: `${BASE}/:credential`,
    note: "by id or name; $select",
    options: ["$select"],
    replicated: "application",
    handle: (call) => {
      const credential = named(credentialsOf(call), param(call, "credential"));
      const properties = project(credential, selectedNames(call, FEDERATED));
      return { status: 200, body: { "@odata.context": contextUrl(call, `${setOf(call)}/$entity`), ...properties } };
    },
  },
  { method: "POST", path: BASE, note: "at most 20, 201", replicated: "application", handle: createCredential },
  { method: "PATCH", path: `${BASE}/:credential`, note: "204", replicated: "application", handle: updateCredential },
  {
    method: "DELETE",
    path: `${BASE}/:credential`,
    note: "204",
    replicated: "application",
    handle: (call) => {
      call.world.store.change((draft) => {
        const application = writableApplication(call, draft);
        const { id } = named(application.federatedIdentityCredentials, param(call, "credential"));
        application.federatedIdentityCredentials = application.federatedIdentityCredentials.filter(
          (one) => one.id !== id,
        );
        note(call, draft, "Update application – Certificates and secrets management", "Update", application);
      });
      return { status: 204 };
    },
  },
];

function createCredential(call: GraphCall): Answer {
  const { name, issuer, subject, description = null, audiences } = writtenBody(call, schema, KIND);
  if (name === undefined) throw missing("name", KIND.resource);
  if (issuer === undefined) throw missing("issuer", KIND.resource);
  if (subject === undefined) throw missing("subject", KIND.resource);
  if (audiences === undefined) throw missing("audiences", KIND.resource);
  const credential = { id: randomUUID(), name, issuer, subject, description, audiences };
  call.world.store.change((draft) => {
    const application = writableApplication(call, draft);
    const others = application.federatedIdentityCredentials;
    if (others.length >= MOST_CREDENTIALS) {
      throw badRequest(`The application has reached the limit of ${MOST_CREDENTIALS} federated identity credentials.`);
    }
    if (others.some((one) => one.name.toLowerCase() === name.toLowerCase())) {
      throw conflict(`FederatedIdentityCredential with name ${name} already exists.`);
    }
    checkUnique(others, credential);
    others.push(credential);
    note(call, draft, "Update application – Certificates and secrets management", "Update", application);
  });
  return { status: 201, body: { "@odata.context": contextUrl(call, `${setOf(call)}/$entity`), ...credential } };
}

function updateCredential(call: GraphCall): Answer {
  const { name, ...wanted } = writtenBody(call, schema, KIND);
  call.world.store.change((draft) => {
    const application = writableApplication(call, draft);
    const credential = named(application.federatedIdentityCredentials, param(call, "credential"));
    if (name !== undefined && name !== credential.name) {
      throw badRequest("The property 'name' of a federated identity credential cannot be changed.");
    }
    Object.assign(credential, wanted);
    checkUnique(
      application.federatedIdentityCredentials.filter((one) => one.id !== credential.id),
      credential,
    );
    note(call, draft, "Update application – Certificates and secrets management", "Update", application);
  });
  return { status: 204 };
}

/** "The combination of issuer and subject must be unique on the app." */
function checkUnique(others: readonly Credential[], { issuer, subject }: Credential): void {
  if (others.some((one) => one.issuer === issuer && one.subject === subject)) {
    throw conflict(
      "FederatedIdentityCredential with issuer and subject combination already exists on the application.",
    );
  }
}

function credentialsOf(call: GraphCall) {
  const application = call.tenant.applications.find((one) => one.id === param(call, "id"));
  if (application === undefined) throw notFound(param(call, "id"));
  return application.federatedIdentityCredentials;
}

function named<T extends Pick<Credential, "id" | "name">>(credentials: readonly T[], key: string): T {
  const found = credentials.find((one) => one.id === key || one.name.toLowerCase() === key);
  if (found === undefined) throw notFound(key);
  return found;
}

function setOf(call: GraphCall): string {
  return `applications('${param(call, "id")}')/federatedIdentityCredentials`;
}

function conflict(message: string): GraphError {
  return new GraphError(409, "Request_MultipleObjectsWithSameKeyValue", message);
}
