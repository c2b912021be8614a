// Key Vault and managed identities: as `own-login-schemas.ts`.
import type { JsonObject } from "./json.js";
import { closed, type OwnOperation } from "./own-operation.js";

const TEXT = { type: "string" };
const FLAG = { type: "boolean" };
const NUMBER = { type: "integer" };

/** Azure Key Vault REST API, "Error": `innererror` is there only now and then. */
const VAULT_ERROR = closed({ error: closed({ code: TEXT, message: TEXT, "innererror?": { type: "object" } }) });
const VAULT_ERRORS = {
  400: VAULT_ERROR,
  401: VAULT_ERROR,
  403: VAULT_ERROR,
  404: VAULT_ERROR,
  409: VAULT_ERROR,
  429: VAULT_ERROR,
};

/** Azure Key Vault REST API, "SecretAttributes". */
const ATTRIBUTES = closed({
  "enabled?": FLAG,
  "created?": NUMBER,
  "updated?": NUMBER,
  "nbf?": NUMBER,
  "exp?": NUMBER,
  "recoveryLevel?": TEXT,
  "recoverableDays?": NUMBER,
});
const SECRET_ITEM: Readonly<Record<string, JsonObject>> = {
  id: TEXT,
  attributes: ATTRIBUTES,
  "contentType?": TEXT,
  "tags?": { type: "object", additionalProperties: TEXT },
  "kid?": TEXT,
  "managed?": FLAG,
};
/** Azure Key Vault REST API, "SecretBundle". */
const SECRET = closed({ value: TEXT, ...SECRET_ITEM });
const DELETED_SECRET = closed({
  ...SECRET_ITEM,
  "value?": TEXT,
  "recoveryId?": TEXT,
  "deletedDate?": NUMBER,
  "scheduledPurgeDate?": NUMBER,
});
const SECRET_PARAMETERS = closed({
  value: TEXT,
  "attributes?": ATTRIBUTES,
  "contentType?": TEXT,
  "tags?": { type: "object", additionalProperties: TEXT },
});

/** "How to use managed identities for Azure resources on an Azure VM to acquire an access token": numbers are texts. */
const IDENTITY_TOKEN = closed({
  access_token: TEXT,
  "client_id?": TEXT,
  expires_on: { type: ["string", "integer"] },
  resource: TEXT,
  token_type: TEXT,
  "expires_in?": { type: ["string", "integer"] },
  "ext_expires_in?": TEXT,
  "not_before?": TEXT,
  "refresh_token?": TEXT,
});
const IDENTITY_ERROR = { type: "object" };

const VERSION = ["api-version"];

export const AZURE_OPERATIONS: readonly OwnOperation[] = [
  {
    service: "vault",
    method: "PUT",
    path: /^\/secrets\/[0-9a-z-]+$/iu,
    name: "vault set secret",
    source: "Set Secret - Azure Key Vault REST API",
    query: VERSION,
    request: SECRET_PARAMETERS,
    responses: { 200: SECRET, ...VAULT_ERRORS },
  },
  {
    service: "vault",
    method: "GET",
    path: /^\/secrets\/[0-9a-z-]+(?:\/[0-9a-f]*)?$/iu,
    name: "vault get secret",
    source: "Get Secret - Azure Key Vault REST API",
    query: VERSION,
    responses: { 200: SECRET, ...VAULT_ERRORS },
  },
  {
    service: "vault",
    method: "GET",
    path: /^\/secrets(?:\/[0-9a-z-]+\/versions)?$/iu,
    name: "vault list secrets",
    source: "Get Secrets, Get Secret Versions - Azure Key Vault REST API",
    query: [...VERSION, "maxresults", "$skiptoken"],
    responses: {
      200: closed({ value: { type: "array", items: closed(SECRET_ITEM) }, "nextLink?": { type: ["string", "null"] } }),
      ...VAULT_ERRORS,
    },
  },
  {
    service: "vault",
    method: "DELETE",
    path: /^\/secrets\/[0-9a-z-]+$/iu,
    name: "vault delete secret",
    source: "Delete Secret - Azure Key Vault REST API",
    query: VERSION,
    responses: { 200: DELETED_SECRET, ...VAULT_ERRORS },
  },
  {
    service: "vault",
    method: "GET",
    path: /^\/deletedsecrets$/iu,
    name: "vault list deleted secrets",
    source: "Get Deleted Secrets - Azure Key Vault REST API",
    query: [...VERSION, "maxresults", "$skiptoken"],
    responses: {
      200: closed({ value: { type: "array", items: DELETED_SECRET }, "nextLink?": { type: ["string", "null"] } }),
      ...VAULT_ERRORS,
    },
  },
  {
    service: "vault",
    method: "GET",
    path: /^\/deletedsecrets\/[0-9a-z-]+$/iu,
    name: "vault get deleted secret",
    source: "Get Deleted Secret - Azure Key Vault REST API",
    query: VERSION,
    responses: { 200: DELETED_SECRET, ...VAULT_ERRORS },
  },
  {
    service: "vault",
    method: "DELETE",
    path: /^\/deletedsecrets\/[0-9a-z-]+$/iu,
    name: "vault purge deleted secret",
    source: "Purge Deleted Secret - Azure Key Vault REST API",
    query: VERSION,
    responses: { 204: { type: "null" }, ...VAULT_ERRORS },
  },
  {
    service: "vault",
    method: "POST",
    path: /^\/deletedsecrets\/[0-9a-z-]+\/recover$/iu,
    name: "vault recover deleted secret",
    source: "Recover Deleted Secret - Azure Key Vault REST API",
    query: VERSION,
    responses: { 200: closed(SECRET_ITEM), ...VAULT_ERRORS },
  },
  {
    service: "identity",
    method: "GET",
    path: /^\/(?:metadata\/identity\/oauth2|msi)\/token$/iu,
    name: "identity token",
    source: "How to use managed identities for Azure resources on an Azure VM to acquire an access token",
    query: ["api-version", "resource", "client_id", "object_id", "msi_res_id", "mi_res_id", "principal_id"],
    responses: {
      200: IDENTITY_TOKEN,
      400: IDENTITY_ERROR,
      401: IDENTITY_ERROR,
      403: IDENTITY_ERROR,
      404: IDENTITY_ERROR,
    },
  },
];
