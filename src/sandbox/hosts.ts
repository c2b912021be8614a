// The host names of Microsoft's clouds, as one port answers for all of them.
// Source: "National cloud deployments" (Microsoft Graph) and "Azure endpoints" of each cloud.

export type CloudName = "public" | "usgov" | "china";
/** `publishing`: where the code of a web site or a function app is handed over. */
export type HostRole = "login" | "graph" | "arm" | "vault" | "publishing";

export interface CloudHosts {
  readonly login: string;
  readonly graph: string;
  readonly arm: string;
  /** Vaults are named `NAME.<suffix>`. */
  readonly vaultSuffix: string;
  /** Sites are named `NAME.<suffix>`, their publishing hosts `NAME.scm.<suffix>`. */
  readonly siteSuffix: string;
  /** No host: the resource whose tokens are client assertions, as each cloud names it ("Workload identity federation"). */
  readonly tokenExchange: string;
}

export const CLOUD_HOSTS: Readonly<Record<CloudName, CloudHosts>> = {
  public: {
    login: "login.microsoftonline.com",
    graph: "graph.microsoft.com",
    arm: "management.azure.com",
    vaultSuffix: "vault.azure.net",
    siteSuffix: "azurewebsites.net",
    tokenExchange: "api://AzureADTokenExchange",
  },
  usgov: {
    login: "login.microsoftonline.us",
    graph: "graph.microsoft.us",
    arm: "management.usgovcloudapi.net",
    vaultSuffix: "vault.usgovcloudapi.net",
    siteSuffix: "azurewebsites.us",
    tokenExchange: "api://AzureADTokenExchangeUSGov",
  },
  china: {
    login: "login.chinacloudapi.cn",
    graph: "microsoftgraph.chinacloudapi.cn",
    arm: "management.chinacloudapi.cn",
    vaultSuffix: "vault.azure.cn",
    siteSuffix: "chinacloudsites.cn",
    tokenExchange: "api://AzureADTokenExchangeChina",
  },
};

/** Names under which a cloud's login service is reached besides its own. */
const LOGIN_ALIASES: Readonly<Record<string, CloudName>> = { "login.partner.microsoftonline.cn": "china" };

const CLOUDS: readonly CloudName[] = ["public", "usgov", "china"];

export interface EmulatedHost {
  readonly cloud: CloudName;
  readonly role: HostRole;
}

/** What a host name stands for; `undefined` when it is none of Microsoft's. */
export function emulatedHost(host: string): EmulatedHost | undefined {
  const alias = LOGIN_ALIASES[host];
  if (alias !== undefined) return { cloud: alias, role: "login" };
  for (const cloud of CLOUDS) {
    const { login, graph, arm, vaultSuffix, siteSuffix } = CLOUD_HOSTS[cloud];
    if (host === login) return { cloud, role: "login" };
    if (host === graph) return { cloud, role: "graph" };
    if (host === arm) return { cloud, role: "arm" };
    if (isVault(host, vaultSuffix)) return { cloud, role: "vault" };
    if (isPublishingHost(host, siteSuffix)) return { cloud, role: "publishing" };
  }
  return undefined;
}

/** All names that the server's certificate stands for. */
export function certificateNames(): readonly string[] {
  const names = CLOUDS.flatMap((cloud) => {
    const { login, graph, arm, vaultSuffix, siteSuffix } = CLOUD_HOSTS[cloud];
    return [login, graph, arm, `*.${vaultSuffix}`, `*.scm.${siteSuffix}`];
  });
  return [...names, ...Object.keys(LOGIN_ALIASES)];
}

function isVault(host: string, suffix: string): boolean {
  const name = host.slice(0, -suffix.length - 1);
  return host.endsWith(`.${suffix}`) && /^[a-z0-9-]{3,24}$/u.test(name);
}

function isPublishingHost(host: string, suffix: string): boolean {
  const name = host.slice(0, -suffix.length - 5);
  return host.endsWith(`.scm.${suffix}`) && /^[a-z0-9-]{2,60}$/u.test(name);
}
