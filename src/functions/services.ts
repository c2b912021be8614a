// The function app's settings and sign-in. Secrets come from app settings, best none at all: a managed identity.
import { cloudNamed } from "../cloud/clouds.js";
import { createRedactor } from "../cloud/redaction.js";
import { AUTH_KINDS } from "../cloud/sign-in/auth-kinds.js";
import { openSession } from "../commands/session.js";
import { verifySync } from "../commands/verify-sync.js";
import { UsageError } from "../shapes/errors.js";
import type { VerifyServices } from "./verify.js";

type Environment = Readonly<Record<string, string | undefined>>;

/** @throws {UsageError} from `verify`, when the app's settings do not name a tenant or a way to sign in */
export function verifyServices(environment: Environment): VerifyServices {
  return {
    activeServer: setting(environment, "AADC_ACTIVE_SERVER"),
    async verify(options, signal) {
      const { session } = await openSession({
        cloud: cloudNamed(setting(environment, "AADC_CLOUD") ?? "public"),
        tenant: required(environment, "AZURE_TENANT_ID"),
        auth: authOf(environment),
        connections: { caFiles: caFilesOf(environment), environment },
        redactor: createRedactor(),
        signal,
        showDeviceCode: () => undefined,
      });
      const open = await session;
      try {
        return await verifySync(open, options);
      } finally {
        await open.close();
      }
    },
  };
}

/** Nobody is there to ask. */
const INTERACTIVE: readonly string[] = ["device-code", "browser", "azure-cli"];

function authOf(environment: Environment) {
  const wanted = setting(environment, "AADC_AUTH") ?? "managed-identity";
  const kind = AUTH_KINDS.find((candidate) => candidate === wanted);
  if (kind === undefined || INTERACTIVE.includes(kind))
    throw new UsageError(`AADC_AUTH is "${wanted}", which a function cannot do.`, {
      code: "bad-value",
      remedy: "Use managed-identity, workload-identity, certificate or secret.",
    });
  const clientId = setting(environment, "AZURE_CLIENT_ID");
  const clientSecret = setting(environment, "AZURE_CLIENT_SECRET");
  const certificateFile = setting(environment, "AZURE_CLIENT_CERTIFICATE_PATH");
  const certificatePassword = setting(environment, "AZURE_CLIENT_CERTIFICATE_PASSWORD");
  const federatedTokenFile = setting(environment, "AZURE_FEDERATED_TOKEN_FILE");
  return {
    kind,
    ...(clientId === undefined ? {} : { clientId }),
    ...(clientSecret === undefined ? {} : { clientSecret }),
    ...(certificateFile === undefined ? {} : { certificateFile }),
    ...(certificatePassword === undefined ? {} : { certificatePassword }),
    ...(federatedTokenFile === undefined ? {} : { federatedTokenFile }),
  };
}

function caFilesOf(environment: Environment): readonly string[] {
  const file = setting(environment, "AADC_CA_FILE");
  return file === undefined ? [] : [file];
}

function required(environment: Environment, name: string): string {
  const value = setting(environment, name);
  if (value !== undefined) return value;
  throw new UsageError(`The app setting ${name} is missing.`, { code: "setting-missing", remedy: `Set ${name}.` });
}

function setting(environment: Environment, name: string): string | undefined {
  const value = environment[name];
  return value === undefined || value === "" ? undefined : value;
}
