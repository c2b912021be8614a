// The app's own side: the identity that Azure gave to it, and what it opens: tables, key vault, mailbox.

import type { ConnectionOptions } from "../cloud/connections.js";
import { createRedactor, type Redactor } from "../cloud/redaction.js";
import type { ServiceClient } from "../cloud/service-client.js";
import { createCredential } from "../cloud/sign-in/create-credential.js";
import type { Credential } from "../cloud/sign-in/credential.js";
import { createTable, type Table } from "../cloud/tables.js";
import type { Transport } from "../cloud/transport.js";
import { ownTransport } from "../commands/probe.js";
import type { Clock } from "../shapes/clock.js";
import { type Environment, httpsAddress, required, setting } from "./settings/environment.js";
import { signInSettings } from "./settings/sign-in-settings.js";

/** One for the whole process: tokens and connections are kept from one invocation to the next. */
export interface Home {
  readonly transport: Transport;
  /** With less patience: whoever is told of an alert answers at once, or is told again later. */
  readonly channelTransport: Transport;
  readonly credential: Credential;
  readonly redactor: Redactor;
  readonly connections: ConnectionOptions;
  table(name: "aadcstate" | "aadcruns" | "aadctenants"): Table;
  graph(): Promise<ServiceClient>;
  /** A secret of a key vault; read again after an hour, since certificates are replaced there. */
  vaultSecret(vault: string, name: string): Promise<string | null>;
  close(): Promise<void>;
}

const CHANNEL_TIMEOUT_MS = 20_000;
const SECRET_LIFE_MS = 3_600_000;

/** @throws {UsageError} where the settings do not name what is needed */
export async function openHome(environment: Environment, clock: Clock): Promise<Home> {
  const { cloud, identityClientId } = signInSettings(environment);
  const endpoint = httpsAddress("AADC_TABLES", required(environment, "AADC_TABLES"));
  const tenant = required(environment, "AZURE_TENANT_ID");
  const caFile = setting(environment, "AADC_CA_FILE");
  const connections = { caFiles: caFile === undefined ? [] : [caFile], environment };
  // The process ends when the host says so; each request ends by itself.
  const { signal } = new AbortController();
  const common = { cloud, tenant, connections, signal, clock };
  const { plain: transport } = ownTransport(common);
  const { plain: channelTransport } = ownTransport({ ...common, requestTimeoutMs: CHANNEL_TIMEOUT_MS });
  const redactor = createRedactor();
  const credential = await createCredential({
    ...{ kind: "managed-identity", cloud, tenant, transport, redactor, clock, signal },
    ...(identityClientId === undefined ? {} : { clientId: identityClientId }),
    showDeviceCode: () => undefined,
  });
  const secrets = new Map<string, { readonly value: string | null; readonly until: number }>();
  return {
    transport,
    channelTransport,
    credential,
    redactor,
    connections,
    table: (name) => createTable(name, { endpoint, credential, transport, epoch: () => clock.epoch() }),
    async graph() {
      const { createGraphClient } = await import("../cloud/graph.js");
      return createGraphClient(cloud, credential, transport);
    },
    async vaultSecret(vault, name) {
      const known = secrets.get(`${vault}/${name}`);
      if (known !== undefined && known.until > clock.elapsed()) return known.value;
      const { createVaultClient } = await import("../cloud/vault.js");
      const value = (await createVaultClient(cloud, vault, credential, transport).read(name))?.value ?? null;
      if (value !== null) redactor.hide(value);
      secrets.set(`${vault}/${name}`, { value, until: clock.elapsed() + SECRET_LIFE_MS });
      return value;
    },
    async close() {
      await Promise.all([transport.close(), channelTransport.close()]);
    },
  };
}
