import type { Fact } from "../shapes/fact.js";
import type { CertificateNote } from "../shapes/registration-change.js";
import type { AppRoleAssignment, ResourceApplication, ScopeGrant, ServicePrincipal } from "../tenant/consent.js";
import type { Owner } from "../tenant/registration-owners.js";
import type { Application, FederatedCredential } from "../tenant/registrations.js";
import type { Permission, RegistrationKind } from "./access.js";

/** What the tenant has, and knows. */
export interface RegistrationFacts {
  /** Ours; null where there is none yet. */
  readonly application: Application | null;
  /** That of the registration that is there, or the one that a new one gets. */
  readonly uniqueName: string;
  readonly servicePrincipal: ServicePrincipal | null;
  readonly federated: readonly FederatedCredential[];
  readonly owners: Fact<readonly Owner[]>;
  /** Of the service principal. */
  readonly principalOwners: Fact<readonly Owner[]>;
  readonly grants: Fact<readonly ScopeGrant[]>;
  readonly assignments: Fact<readonly AppRoleAssignment[]>;
  readonly resources: readonly (ResourceApplication | null)[];
}

/** A certificate that signs the application in: one that lies in the file already, or one that will be made there. */
export interface CertificateWish extends CertificateNote {
  /** Base64 of its DER; null as long as it is to be made. */
  readonly der: string | null;
}

export interface RegistrationWishes {
  readonly name: string;
  readonly kind: RegistrationKind;
  /** Exactly what it is to have. */
  readonly permissions: readonly Permission[];
  readonly certificate: CertificateWish | null;
  readonly federated: FederatedCredential | null;
  /** Whether consent is given here, too. */
  readonly grant: boolean;
}

/** By what changes name a registration. */
export interface Named {
  readonly uniqueName: string;
  readonly name: string;
}
