// What is told of a registration: where it stands, what it may, and what to type next.
import type { PublicCertificate } from "../changes/registration-credential-executors.js";
import type { Cloud } from "../cloud/clouds.js";
import { ROLES } from "../knowledge/directory.js";
import { nameOfResource } from "../registration/access.js";
import { LOOPBACK } from "../registration/plan.js";
import type { RegistrationWishes } from "../registration/registration-facts.js";
import type { ResultOf } from "../report/result-schemas.js";
import type { Application } from "../tenant/registrations.js";

type Registration = ResultOf<"register-app">["registration"];

/** Command lines as they have to be typed where the command was. */
export interface NextSteps {
  login(tenantId: string, clientId: string): string;
  doctor(tenantId: string, clientId: string, commands: readonly string[]): string;
}

export interface Described {
  readonly wishes: RegistrationWishes;
  readonly certificate: PublicCertificate | null;
  readonly commands: readonly string[];
  readonly existedBefore: boolean;
  readonly application: Pick<Application, "id" | "appId" | "redirectUris"> | null;
  readonly servicePrincipalId: string | null;
  readonly consented: boolean | null;
  /** Why nobody should consent to it; null where nothing speaks against it. */
  readonly withheld: string | null;
  readonly cloud: Cloud;
  readonly tenantId: string;
  readonly nextSteps: NextSteps;
}

export function describeRegistration(described: Described): Registration {
  const { wishes, application, commands, existedBefore, consented, withheld } = described;
  const clientId = application?.appId ?? null;
  return {
    name: wishes.name,
    kind: wishes.kind,
    existedBefore,
    removed: false,
    clientId,
    objectId: application?.id ?? null,
    servicePrincipalId: described.servicePrincipalId,
    commands,
    permissions: wishes.permissions.map(({ resource, value, type }) => ({
      resource: nameOfResource(resource.appId),
      permission: value,
      type,
    })),
    consent: {
      granted: consented,
      link: clientId === null || withheld !== null ? null : consentLink(described, clientId),
      withheld,
      // Source: learn.microsoft.com, "Grant tenant-wide admin consent to an application".
      by: (wishes.kind === "delegated" ? ROLES.cloudApplicationAdministrator : ROLES.privilegedRoleAdministrator).name,
    },
    credential: credentialOf(described),
    next: clientId === null ? [] : nextOf(described, clientId),
  };
}

/**
 * A registration for people has an address to which the browser returns; without one the login host refuses such a link
 * (AADSTS500113), so for an application it is the page of the Entra admin center that has the button.
 */
function consentLink({ wishes, cloud, tenantId, application }: Described, clientId: string): string {
  const id = encodeURIComponent(clientId);
  // Without it the login host sends the answer to an address of its own choice among those of the registration.
  const back =
    application?.redirectUris.includes(LOOPBACK) === true ? `&redirect_uri=${encodeURIComponent(LOOPBACK)}` : "";
  return wishes.kind === "delegated"
    ? `${cloud.login}/${encodeURIComponent(tenantId)}/adminconsent?client_id=${id}${back}`
    : `${ADMIN_CENTERS[cloud.name]}/#view/Microsoft_AAD_RegisteredApps/ApplicationMenuBlade/~/CallAnAPI/appId/${id}`;
}

/** Source: learn.microsoft.com, "National clouds" and "Microsoft Entra admin center". */
const ADMIN_CENTERS: Readonly<Record<Cloud["name"], string>> = {
  public: "https://entra.microsoft.com",
  usgov: "https://entra.microsoft.us",
  usgovdod: "https://entra.microsoft.us",
  china: "https://entra.microsoftonline.cn",
};

function credentialOf({ wishes, certificate }: Described): Registration["credential"] {
  if (wishes.federated !== null) {
    const { issuer, subject, audiences } = wishes.federated;
    return { kind: "federated", issuer, subject, audiences };
  }
  if (wishes.certificate === null) return null;
  return {
    kind: "certificate",
    file: wishes.certificate.file,
    thumbprint: certificate?.thumbprint ?? null,
    expires: certificate?.endDateTime ?? null,
  };
}

function nextOf({ wishes, tenantId, commands, nextSteps, cloud }: Described, clientId: string): readonly string[] {
  if (wishes.kind === "delegated")
    return [nextSteps.login(tenantId, clientId), nextSteps.doctor(tenantId, clientId, commands)];
  return [
    `AZURE_TENANT_ID=${tenantId}`,
    `AZURE_CLIENT_ID=${clientId}`,
    ...(cloud.name === "public" ? [] : [`AADC_CLOUD=${cloud.name}`]),
    ...(wishes.certificate === null ? [] : [`AZURE_CLIENT_CERTIFICATE_PATH=${wishes.certificate.file}`]),
    ...(wishes.federated === null ? [] : ["AZURE_FEDERATED_TOKEN_FILE=FILE_WITH_THE_TOKEN_OF_THAT_ISSUER"]),
    nextSteps.doctor(tenantId, clientId, commands),
  ];
}
