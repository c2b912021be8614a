// From options and settings to a sign-in: which tenant, where, as whom, by which way.
import { resolve } from "node:path";
import { cloudWithGraphHost } from "../cloud/clouds.js";
import type { Redactor } from "../cloud/redaction.js";
import type { Exchange, Trace } from "../cloud/trace.js";
import type { SessionOptions } from "../commands/session.js";
import { UsageError } from "../shapes/errors.js";
import type { Context } from "./context.js";
import type { CommonOptions } from "./options.js";
import { createPatience } from "./patience.js";
import { connectToSandbox } from "./sandbox-folder.js";
import type { Settings } from "./settings.js";
import type { World } from "./world.js";

export async function sessionOptions(
  options: CommonOptions,
  settings: Settings,
  context: Context,
  signal: AbortSignal,
): Promise<SessionOptions> {
  const { world } = context;
  const redactor = await context.redactor();
  const sandbox =
    settings.sandboxDir === undefined ? undefined : await connectToSandbox(settings.sandboxDir, world, signal);
  const tenant = settings.tenant ?? sandbox?.tenantId;
  if (tenant === undefined)
    throw new UsageError("Which tenant is meant was not said.", {
      code: "tenant-missing",
      remedy: "Give --tenant ID (id or verified domain), set AZURE_TENANT_ID, or try it out with --sandbox.",
    });
  const clientId = settings.clientId ?? sandbox?.clientId;
  const { clientSecret, certificateFile, certificatePassword, federatedTokenFile } = settings;
  const trace = await traceOf(options, world, redactor);
  return {
    // A setting of the environment is meant for the real clouds; the option is meant for this very run.
    cloud:
      sandbox === undefined || options.cloud !== undefined ? settings.cloud : cloudWithGraphHost(sandbox.graphHost),
    tenant,
    auth: {
      kind: settings.auth ?? defaultKind(settings, sandbox !== undefined),
      ...(clientId === undefined ? {} : { clientId }),
      ...(clientSecret === undefined ? {} : { clientSecret }),
      ...(certificateFile === undefined ? {} : { certificateFile }),
      ...(certificatePassword === undefined ? {} : { certificatePassword }),
      ...(federatedTokenFile === undefined ? {} : { federatedTokenFile }),
    },
    connections: {
      caFiles: settings.caFiles,
      environment: world.environment,
      ...(sandbox === undefined
        ? {}
        : { elsewhere: { host: "127.0.0.1", port: sandbox.port, caFile: sandbox.caFile } }),
    },
    redactor,
    signal,
    openBrowser: world.openBrowser,
    showDeviceCode: (message) => world.stderr.write(`${message}\n`),
    clock: world.clock,
    random: world.random,
    uuid: world.uuid,
    onUnderWay: createPatience(world),
    ...(trace === undefined ? {} : { trace }),
  };
}

/** Without --auth: what the environment holds, secret before certificate; an app registration alone means a device code. */
function defaultKind({ clientSecret, certificateFile, federatedTokenFile, clientId }: Settings, inSandbox: boolean) {
  if (clientSecret !== undefined) return "secret";
  if (certificateFile !== undefined) return "certificate";
  if (federatedTokenFile !== undefined) return "workload-identity";
  return clientId !== undefined || inSandbox ? "device-code" : "azure-cli";
}

async function traceOf(options: CommonOptions, world: World, redactor: Redactor): Promise<Trace | undefined> {
  const sinks: Trace[] = [];
  if (options.trace !== undefined) {
    const { traceTo } = await import("../cloud/trace.js");
    sinks.push(traceTo(resolve(world.cwd, options.trace), redactor, () => world.clock.epoch()));
  }
  if (options.verbose === true)
    sinks.push(({ method, url, status, failure, ms }: Exchange) => {
      world.stderr.write(redactor.clean(`${method} ${url} ${status ?? failure ?? ""} ${ms} ms\n`));
    });
  if (sinks.length === 0) return undefined;
  return (exchange) => {
    for (const sink of sinks) sink(exchange);
  };
}
