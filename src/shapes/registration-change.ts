// Changes of an app registration, its service principal and what is consented to it. Never a private key, never a secret.
import type { ChangeBase } from "./change.js";

/** Permissions of one resource, as `requiredResourceAccess` has them; ids in lower case, in order. */
export type RequiredAccess = {
  readonly resourceAppId: string;
  readonly resourceAccess: readonly { readonly id: string; readonly type: "Scope" | "Role" }[];
};

/** What a registration made here has; nothing else of an application is ever written. */
export type ApplicationForm = {
  readonly signInAudience: string;
  /** Whether people may sign in from a program that can keep no secret: browser on this machine, device code. */
  readonly publicClient: boolean;
  readonly redirectUris: readonly string[];
  /** The permissions in words, for those who read the plan: `Microsoft Graph: User.Read.All`. */
  readonly permissions: readonly string[];
  readonly requiredResourceAccess: readonly RequiredAccess[];
};

/** A certificate by what is public of it. The thumbprint is null as long as it is to be made, after consent. */
export type CertificateNote = {
  readonly file: string;
  readonly thumbprint: string | null;
  readonly days: number;
};

interface OfRegistration {
  /** The name that the tenant has only once: by it an application is found that an earlier change of the plan makes. */
  readonly uniqueName: string;
  readonly name: string;
}

export interface CreateApplicationChange extends ChangeBase {
  readonly kind: "create-application";
  readonly target: OfRegistration;
  readonly before: null;
  readonly after: ApplicationForm & { readonly tags: readonly string[]; readonly certificate: CertificateNote | null };
}

export interface UpdateApplicationChange extends ChangeBase {
  readonly kind: "update-application";
  readonly target: OfRegistration & { readonly applicationId: string };
  readonly before: ApplicationForm;
  readonly after: ApplicationForm;
}

export interface CreateServicePrincipalChange extends ChangeBase {
  readonly kind: "create-service-principal";
  readonly target: OfRegistration;
  readonly before: null;
  readonly after: { readonly accountEnabled: true };
}

export interface AddCertificateChange extends ChangeBase {
  readonly kind: "add-certificate";
  readonly target: OfRegistration & { readonly applicationId: string };
  /** Thumbprints of the certificates that stay. */
  readonly before: { readonly certificates: readonly string[] };
  readonly after: { readonly certificate: CertificateNote };
}

export interface AddFederatedCredentialChange extends ChangeBase {
  readonly kind: "add-federated-credential";
  readonly target: OfRegistration;
  readonly before: null;
  readonly after: {
    readonly name: string;
    readonly issuer: string;
    readonly subject: string;
    readonly audiences: readonly string[];
  };
}

/** Consent for everybody to what people may do through the application: exactly these scopes of one resource. */
export interface GrantScopesChange extends ChangeBase {
  readonly kind: "grant-scopes";
  readonly target: OfRegistration & { readonly resourceId: string; readonly resourceName: string };
  /** Null where there was no consent at all. */
  readonly before: { readonly scopes: readonly string[] } | null;
  readonly after: { readonly scopes: readonly string[] };
}

export interface RevokeScopesChange extends ChangeBase {
  readonly kind: "revoke-scopes";
  readonly target: OfRegistration & {
    readonly grantId: string;
    readonly resourceId: string;
    readonly resourceName: string;
  };
  readonly before: { readonly scopes: readonly string[] };
  readonly after: null;
}

/** What the application may do by itself: one app role of a resource. */
export interface GrantAppRoleChange extends ChangeBase {
  readonly kind: "grant-app-role";
  readonly target: OfRegistration & { readonly resourceId: string; readonly appRoleId: string };
  readonly before: null;
  readonly after: { readonly permission: string };
}

export interface RevokeAppRoleChange extends ChangeBase {
  readonly kind: "revoke-app-role";
  readonly target: OfRegistration & {
    readonly assignmentId: string;
    readonly resourceId: string;
    readonly appRoleId: string;
  };
  readonly before: { readonly permission: string };
  readonly after: null;
}

export interface DeleteApplicationChange extends ChangeBase {
  readonly kind: "delete-application";
  readonly target: OfRegistration & { readonly applicationId: string; readonly appId: string };
  readonly after: null;
}

/** Brings it back out of the deleted items, with all that it had; its service principal is restored by a change of its own. */
export interface RestoreApplicationChange extends ChangeBase {
  readonly kind: "restore-application";
  readonly target: OfRegistration & { readonly applicationId: string; readonly appId: string };
  readonly before: { readonly deletedDateTime: string };
  readonly after: { readonly deletedDateTime: null };
}

export interface RestoreServicePrincipalChange extends ChangeBase {
  readonly kind: "restore-service-principal";
  readonly target: OfRegistration & { readonly servicePrincipalId: string; readonly appId: string };
  readonly before: { readonly deletedDateTime: string };
  readonly after: { readonly deletedDateTime: null };
}

/** What is consented to goes with it. */
export interface DeleteServicePrincipalChange extends ChangeBase {
  readonly kind: "delete-service-principal";
  readonly target: OfRegistration & { readonly servicePrincipalId: string; readonly appId: string };
  readonly before: { readonly accountEnabled: boolean };
  readonly after: null;
}

export interface RemoveCertificateChange extends ChangeBase {
  readonly kind: "remove-certificate";
  readonly target: OfRegistration & { readonly applicationId: string; readonly thumbprint: string };
  /** Thumbprints of all certificates, before and after. */
  readonly before: { readonly certificates: readonly string[] };
  readonly after: { readonly certificates: readonly string[] };
}

export interface RemoveFederatedCredentialChange extends ChangeBase {
  readonly kind: "remove-federated-credential";
  readonly target: OfRegistration & { readonly applicationId: string };
  readonly before: AddFederatedCredentialChange["after"];
  readonly after: null;
}

export type RegistrationChange =
  | CreateApplicationChange
  | UpdateApplicationChange
  | CreateServicePrincipalChange
  | AddCertificateChange
  | AddFederatedCredentialChange
  | GrantScopesChange
  | RevokeScopesChange
  | GrantAppRoleChange
  | RevokeAppRoleChange
  | DeleteApplicationChange
  | RestoreApplicationChange
  | DeleteServicePrincipalChange
  | RestoreServicePrincipalChange
  | RemoveCertificateChange
  | RemoveFederatedCredentialChange;
