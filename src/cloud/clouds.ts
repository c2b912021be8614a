import { UsageError } from "../shapes/errors.js";

export type CloudName = "public" | "usgov" | "usgovdod" | "china";

/** Where one of Microsoft's clouds lives. Origins without a trailing slash. */
export interface Cloud {
  readonly name: CloudName;
  readonly login: string;
  readonly graph: string;
  readonly arm: string;
  /** Key vaults are hosts below it, and their tokens are for it as an origin. */
  readonly keyVault: string;
  /** Connect Health is not offered by 21Vianet (learn.microsoft.com, "Microsoft Entra Connect Health agent installation"). */
  readonly hasConnectHealth: boolean;
}

/**
 * Sources: learn.microsoft.com/graph/deployments (Graph and login), MSAL's list of authorities (login in China), the
 * Azure CLI's cloud definitions (ARM), "Azure Key Vault DNS suffixes". US Government L5 (DoD) shares login and ARM with L4; the latter is not documented.
 */
export const CLOUDS: Readonly<Record<CloudName, Cloud>> = {
  public: {
    name: "public",
    login: "https://login.microsoftonline.com",
    graph: "https://graph.microsoft.com",
    arm: "https://management.azure.com",
    keyVault: "vault.azure.net",
    hasConnectHealth: true,
  },
  usgov: {
    name: "usgov",
    login: "https://login.microsoftonline.us",
    graph: "https://graph.microsoft.us",
    arm: "https://management.usgovcloudapi.net",
    keyVault: "vault.usgovcloudapi.net",
    hasConnectHealth: true,
  },
  usgovdod: {
    name: "usgovdod",
    login: "https://login.microsoftonline.us",
    graph: "https://dod-graph.microsoft.us",
    arm: "https://management.usgovcloudapi.net",
    keyVault: "vault.usgovcloudapi.net",
    hasConnectHealth: true,
  },
  china: {
    name: "china",
    login: "https://login.partner.microsoftonline.cn",
    graph: "https://microsoftgraph.chinacloudapi.cn",
    arm: "https://management.chinacloudapi.cn",
    keyVault: "vault.azure.cn",
    hasConnectHealth: false,
  },
};

/** @throws {UsageError} for a name that is none of ours */
export function cloudNamed(name: string): Cloud {
  const cloud = Object.values(CLOUDS).find((candidate) => candidate.name === name);
  if (cloud !== undefined) return cloud;
  throw new UsageError(`There is no cloud named "${name}".`, {
    code: "unknown-cloud",
    remedy: `Use one of ${Object.keys(CLOUDS).join(", ")}.`,
  });
}

/** The cloud whose Graph has this host name. @throws {UsageError} for a host that is none of theirs */
export function cloudWithGraphHost(host: string): Cloud {
  const cloud = Object.values(CLOUDS).find((candidate) => candidate.graph === `https://${host}`);
  if (cloud !== undefined) return cloud;
  throw new UsageError(`${host} is the Graph of no known cloud.`, {
    code: "unknown-cloud",
    remedy: "Make the sandbox anew: aadc-cloud sandbox reset",
  });
}
