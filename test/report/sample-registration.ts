// A registration and every change of one, with the names of a tenant filled in by a function.
import type { ResultOf } from "../../src/report/result-schemas.js";
import type { ApplicationForm, RegistrationChange } from "../../src/shapes/registration-change.js";
import type { Name } from "./sample-results.js";

type Registration = ResultOf<"register-app">["registration"];

const ID = "33333333-0000-4000-8000-000000000000";

export function registrationOf(name: Name): Registration {
  return {
    name: "aadc-cloud",
    kind: "app-only",
    existedBefore: true,
    removed: false,
    clientId: name(ID),
    objectId: name(ID),
    servicePrincipalId: null,
    commands: ["verify-sync"],
    permissions: [{ resource: "Microsoft Graph", permission: name("User.Read.All"), type: "Role" }],
    consent: {
      granted: null,
      link: "https://login.example/x/adminconsent",
      withheld: name("others own it"),
      by: "Privileged Role Administrator",
    },
    credential: { kind: "certificate", file: name("/home/a b/aadc.pem"), thumbprint: "AB".repeat(20), expires: null },
    next: [`AZURE_CLIENT_CERTIFICATE_PATH=${name("/home/a b/aadc.pem")}`],
  };
}

export function registrationChangesOf(name: Name): readonly RegistrationChange[] {
  const target = { uniqueName: "aadc-cloud-register-app-aadc-cloud", name: "aadc-cloud" };
  const form = (uri: string): ApplicationForm => ({
    signInAudience: name("AzureADMyOrg"),
    publicClient: true,
    redirectUris: [uri],
    permissions: [`Microsoft Graph: ${uri}`],
    requiredResourceAccess: [],
  });
  const certificate = { file: name("aadc.pem"), thumbprint: null, days: 365 };
  const common = { reversible: true };
  return [
    {
      ...common,
      kind: "create-application",
      target,
      summary: "create the app registration aadc-cloud",
      before: null,
      after: { ...form(name("http://localhost")), tags: ["aadc-cloud"], certificate },
    },
    {
      ...common,
      kind: "update-application",
      target: { ...target, applicationId: ID },
      summary: "set the app registration aadc-cloud to exactly what is wanted",
      before: form(name("https://evil.example")),
      after: form("http://localhost"),
    },
    {
      ...common,
      kind: "create-service-principal",
      target,
      summary: "create the service principal of aadc-cloud",
      before: null,
      after: { accountEnabled: true },
    },
    {
      ...common,
      kind: "add-certificate",
      target: { ...target, applicationId: ID },
      summary: "add a certificate to aadc-cloud",
      before: { certificates: [name("AB")] },
      after: { certificate: { ...certificate, thumbprint: "AB".repeat(20) } },
    },
    {
      ...common,
      kind: "add-federated-credential",
      target,
      summary: `let aadc-cloud be signed in by tokens for ${name("repo:a/b:pull_request")}`,
      before: null,
      after: { name: "n", issuer: name("https://issuer.example"), subject: "s", audiences: [name("api://x")] },
    },
    {
      ...common,
      kind: "grant-scopes",
      target: { ...target, resourceId: ID, resourceName: "Microsoft Graph" },
      summary: "consent for everybody to what aadc-cloud may do",
      before: { scopes: [name("Old.Scope")] },
      after: { scopes: [name("New.Scope")] },
    },
    {
      ...common,
      kind: "revoke-scopes",
      target: { ...target, grantId: name("grant"), resourceId: ID, resourceName: name("Payroll") },
      summary: `take back the consent to what aadc-cloud may do at ${name("Payroll")}`,
      before: { scopes: [name("Pay")] },
      after: null,
    },
    {
      ...common,
      kind: "grant-app-role",
      target: { ...target, resourceId: ID, appRoleId: ID },
      summary: "let aadc-cloud do by itself what Microsoft Graph: User.Read.All allows",
      before: null,
      after: { permission: "Microsoft Graph: User.Read.All" },
    },
    {
      ...common,
      kind: "revoke-app-role",
      target: { ...target, assignmentId: name("assignment"), resourceId: ID, appRoleId: ID },
      summary: `take ${name("Payroll: Pay")} from aadc-cloud`,
      before: { permission: name("Payroll: Pay") },
      after: null,
    },
    {
      ...common,
      kind: "delete-application",
      target: { ...target, applicationId: ID, appId: ID },
      summary: "delete the app registration aadc-cloud and its service principal",
      before: { displayName: name("aadc-cloud"), certificates: [] },
      after: null,
    },
    {
      ...common,
      kind: "restore-application",
      target: { ...target, applicationId: ID, appId: ID },
      summary: "bring the app registration aadc-cloud back",
      before: { deletedDateTime: name("2026-11-22T10:00:00Z") },
      after: { deletedDateTime: null },
    },
    {
      ...common,
      kind: "restore-service-principal",
      target: { ...target, servicePrincipalId: ID, appId: ID },
      summary: "bring the service principal of aadc-cloud back",
      before: { deletedDateTime: name("2026-11-22T10:00:00Z") },
      after: { deletedDateTime: null },
    },
    {
      ...common,
      kind: "delete-service-principal",
      target: { ...target, servicePrincipalId: ID, appId: ID },
      summary: "delete the service principal of aadc-cloud",
      before: { accountEnabled: true },
      after: null,
    },
    {
      ...common,
      kind: "remove-certificate",
      target: { ...target, applicationId: ID, thumbprint: name("AB12") },
      summary: "remove a certificate of aadc-cloud",
      before: { certificates: ["CD34", name("AB12")] },
      after: { certificates: ["CD34"] },
    },
    {
      ...common,
      kind: "remove-federated-credential",
      target: { ...target, applicationId: ID },
      summary: "let aadc-cloud be signed in by tokens of an issuer no longer",
      before: { name: "n", issuer: name("https://issuer.example"), subject: "s", audiences: [name("api://x")] },
      after: null,
    },
  ];
}
