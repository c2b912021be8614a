// How every command of a tenant runs: settings → sign-in (the command's code is loaded meanwhile) → command → result.
import { resolve } from "node:path";
import { cloudWithGraphHost } from "../cloud/clouds.js";
import type { Redactor } from "../cloud/redaction.js";
import type { Exchange, Trace } from "../cloud/trace.js";
import { openSession, type Session, type SessionOptions } from "../commands/session.js";
import type { Result } from "../report/result-schemas.js";
import {
  DeadlineError,
  InterruptedError,
  messageOf,
  PartialError,
  ServiceError,
  UsageError,
} from "../shapes/errors.js";
import type { Context } from "./context.js";
import type { CommonOptions } from "./options.js";
import { createPatience } from "./patience.js";
import { print, refuseUnprintable } from "./printing.js";
import { connectToSandbox } from "./sandbox-folder.js";
import { type Settings, settingsOf } from "./settings.js";
import type { World } from "./world.js";

/** @param load loads the command's own code; it runs while the token is on its way */
export async function inSession<M, R extends Result>(
  options: CommonOptions,
  context: Context,
  load: () => Promise<M>,
  command: (code: M, session: Session, settings: Settings) => Promise<R>,
): Promise<R> {
  const { world } = context;
  const settings = settingsOf(options, world);
  await refuseUnprintable(options, world);
  const limit = limitTime(settings, world);
  try {
    const opening = await openSession(await sessionOptions(options, settings, context, limit.signal));
    const [session, code] = await Promise.all([opening.session, opening.underWay.then(load)]);
    try {
      const result = await command(code, session, settings);
      await print(result, options, settings, world).catch((error: unknown) => {
        throw "changed" in result && result.changed ? doneButUntold(error) : error;
      });
      return result;
    } finally {
      await session.close();
    }
  } catch (error) {
    // What was half done is said, whatever ended it.
    if (limit.signal.aborted && !(error instanceof PartialError || error instanceof InterruptedError))
      throw limit.signal.reason;
    throw sandboxIsGone(error, settings.sandboxDir) ?? error;
  } finally {
    limit.end();
  }
}

/** Its process number lives on, but nobody answers: another program has it now, or the process hangs. */
function sandboxIsGone(error: unknown, dir: string | undefined): ServiceError | undefined {
  if (dir === undefined || !(error instanceof ServiceError) || error.code !== "unreachable") return undefined;
  return new ServiceError(`The sandbox of ${dir} does not answer.`, {
    code: "sandbox-gone",
    remedy: `Make it anew: aadc-cloud sandbox reset --sandbox-dir ${dir}`,
    cause: error,
  });
}

/** A result that could not be told must not look as if nothing had been done. */
function doneButUntold(error: unknown): PartialError {
  return new PartialError(
    `Everything was carried out and confirmed, but the result could not be printed: ${messageOf(error)}`,
    {
      code: "result-lost",
      remedy: "Run the same command again: it finds everything done, and prints what is there.",
      cause: error,
    },
  );
}

async function sessionOptions(
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

function limitTime({ timeoutMs }: Settings, world: World): { readonly signal: AbortSignal; end(): void } {
  if (timeoutMs === undefined) return { signal: world.signal, end: () => undefined };
  const controller = new AbortController();
  const interrupt = () => controller.abort(world.signal.reason);
  world.signal.addEventListener("abort", interrupt, { once: true });
  if (world.signal.aborted) interrupt();
  const timer = world.clock.expire(timeoutMs, () => {
    controller.abort(
      new DeadlineError(`The deadline of ${timeoutMs / 1000} seconds passed.`, {
        code: "deadline",
        remedy: "Run the command again with a longer --timeout: it looks first and does only what is missing.",
      }),
    );
  });
  return {
    signal: controller.signal,
    end: () => {
      timer.cancel();
      world.signal.removeEventListener("abort", interrupt);
    },
  };
}
