// What a resource provider adds to a resource that it makes: host names, identities, addresses. As far as others read it;
// whatever else a real one has is absent here.
import { CLOUD_HOSTS, type CloudName } from "../../hosts.js";
import { derivedGuid } from "../../store/derived-guid.js";
import { isObject } from "../templates/template-values.js";

type Body = Readonly<Record<string, unknown>>;

/** Where and when it is made, and what was there before. */
interface Making {
  readonly tenantId: string;
  readonly cloud: CloudName;
  /** Tenant time in milliseconds. */
  readonly now: number;
  readonly existing: Body | undefined;
  /** The properties of a resource that this one names, if it is there. */
  readonly propertiesOf: (id: string) => Body | undefined;
}

export function madeResource(body: Body, making: Making): Body {
  const { apiVersion: _, ...kept } = body;
  const added = PROVIDED[String(body["type"]).toLowerCase()]?.(body, making);
  const given = isObject(body["properties"]) ? body["properties"] : {};
  const properties = { ...given, ...(added ?? { provisioningState: "Succeeded" }) };
  return { ...kept, ...identityOf(body, making), properties };
}

const PROVIDED: Readonly<Record<string, (body: Body, making: Making) => Body>> = {
  "microsoft.managedidentity/userassignedidentities": (body, making) => ({
    tenantId: making.tenantId,
    principalId: idOf(body, making, "principalId"),
    clientId: idOf(body, making, "clientId"),
  }),
  "microsoft.web/sites": (body, { cloud }) => siteProperties(String(body["name"]).toLowerCase(), cloud),
  "microsoft.web/serverfarms": () => ({ status: "Ready", provisioningState: "Succeeded" }),
  "microsoft.storage/storageaccounts": (body, { cloud }) => {
    const suffix = `core.${STORAGE_DOMAINS[cloud]}`;
    const services = ["blob", "queue", "table", "file"];
    const endpoints = services.map((one) => [one, `https://${String(body["name"])}.${one}.${suffix}/`]);
    return { provisioningState: "Succeeded", primaryEndpoints: Object.fromEntries(endpoints) };
  },
  "microsoft.operationalinsights/workspaces": (body, making) => ({
    provisioningState: "Succeeded",
    customerId: idOf(body, making, "customerId"),
  }),
  "microsoft.insights/components": (body, making) => {
    const [key, id] = [idOf(body, making, "InstrumentationKey"), idOf(body, making, "AppId")];
    const ingestion = "https://westeurope-5.in.applicationinsights.azure.com/";
    return {
      provisioningState: "Succeeded",
      AppId: id,
      ApplicationId: body["name"],
      InstrumentationKey: key,
      ConnectionString: `InstrumentationKey=${key};IngestionEndpoint=${ingestion};ApplicationId=${id}`,
    };
  },
  "microsoft.keyvault/vaults": (body, { cloud }) => ({
    provisioningState: "Succeeded",
    vaultUri: `https://${String(body["name"]).toLowerCase()}.${CLOUD_HOSTS[cloud].vaultSuffix}/`,
  }),
};

/** "Azure endpoints" of each cloud. */
export const STORAGE_DOMAINS: Readonly<Record<CloudName, string>> = {
  public: "windows.net",
  usgov: "usgovcloudapi.net",
  china: "chinacloudapi.cn",
};

/** Without the part that makes the name unique, which real sites may have: a choice. */
function siteProperties(name: string, cloud: CloudName): Body {
  const { siteSuffix } = CLOUD_HOSTS[cloud];
  const [host, publishing] = [`${name}.${siteSuffix}`, `${name}.scm.${siteSuffix}`];
  const state = (hostName: string, hostType: "Standard" | "Repository") => ({
    name: hostName,
    sslState: "Disabled",
    virtualIP: null,
    thumbprint: null,
    toUpdate: null,
    hostType,
  });
  return {
    name,
    state: "Running",
    usageState: "Normal",
    enabled: true,
    availabilityState: "Normal",
    defaultHostName: host,
    hostNames: [host],
    enabledHostNames: [host, publishing],
    hostNameSslStates: [state(host, "Standard"), state(publishing, "Repository")],
    repositorySiteName: name,
  };
}

/** The system's identity keeps its id as long as the resource has it. */
function identityOf(body: Body, making: Making): Body {
  const { identity } = body;
  if (!isObject(identity)) return {};
  const type = String(identity["type"]);
  const before = making.existing?.["identity"];
  const principalId =
    isObject(before) && typeof before["principalId"] === "string"
      ? before["principalId"]
      : derivedGuid(String(body["id"]).toLowerCase(), "system", making.now);
  const assigned = isObject(identity["userAssignedIdentities"]) ? identity["userAssignedIdentities"] : undefined;
  return {
    identity: {
      type,
      ...(type.toLowerCase().includes("systemassigned") ? { principalId, tenantId: making.tenantId } : {}),
      ...(assigned === undefined ? {} : { userAssignedIdentities: filledIn(Object.keys(assigned), making) }),
    },
  };
}

function filledIn(ids: readonly string[], { propertiesOf }: Making): Body {
  return Object.fromEntries(
    ids.map((id) => {
      const { principalId, clientId } = propertiesOf(id) ?? {};
      return [id, { principalId, clientId }];
    }),
  );
}

/** Made when the resource is, and kept when it is deployed again. */
function idOf(body: Body, { existing, now }: Making, name: string): string {
  const properties = existing?.["properties"];
  const known = isObject(properties) ? properties[name] : undefined;
  return typeof known === "string" ? known : derivedGuid(String(body["id"]).toLowerCase(), name, now);
}
