// From options and settings to a sign-in: which tenant, where, as whom, by which way.
import { resolve } from "node:path";
import type { Redactor } from "../cloud/redaction.js";
import type { SessionStore } from "../cloud/sign-in/saved-session.js";
import type { Exchange, Trace } from "../cloud/trace.js";
import type { SessionOptions } from "../commands/session.js";
import { harmlessSentence } from "../report/harmless.js";
import type { Context } from "./context.js";
import { type LoginPlace, namedStateDir, typedIn } from "./login-line.js";
import type { CommonOptions } from "./options.js";
import { createPatience } from "./patience.js";
import { connectToSandbox } from "./sandbox-folder.js";
import { refuseForeignCredentials } from "./sandbox-trust.js";
import { nameOf } from "./session-choice.js";
import { hasSavedSessions, openSessionStore } from "./session-store.js";
import type { Settings } from "./settings.js";
import { resolveSignIn, type SignInAt, type SignInPurpose } from "./sign-in-resolution.js";
import type { World } from "./world.js";

export interface SignInOptions {
  readonly session: SessionOptions;
  readonly at: SignInAt;
}

/** @param purpose whether the person may be asked */
export async function signInOptions(
  options: CommonOptions,
  settings: Settings,
  context: Context,
  signal: AbortSignal,
  purpose: SignInPurpose,
): Promise<SignInOptions> {
  const { world } = context;
  const redactor = await context.redactor();
  const sandbox =
    settings.sandboxDir === undefined ? undefined : await connectToSandbox(settings.sandboxDir, world, signal);
  const tell = (line: string) => world.stderr.write(`${harmlessSentence(line)}\n`);
  const trace = await traceOf(options, world, redactor, tell);
  const common = {
    connections: {
      caFiles: settings.caFiles,
      environment: world.environment,
      ...(sandbox === undefined
        ? {}
        : { elsewhere: { host: "127.0.0.1", port: sandbox.port, caFile: sandbox.caFile } }),
    },
    redactor,
    signal,
    clock: world.clock,
    random: world.random,
    uuid: world.uuid,
    ...(trace === undefined ? {} : { trace }),
  };
  let store: Promise<SessionStore> | undefined;
  const openStore = async () => {
    store ??= openSessionStore(settings, context, signal);
    return store;
  };
  const at = await resolveSignIn({
    options,
    settings,
    world,
    sandbox,
    purpose,
    store: async () => (hasSavedSessions(settings) ? openStore() : undefined),
    tenantIdOf: async (cloud, name) => {
      const { lookUpTenantId } = await import("../commands/tenant-lookup.js");
      return lookUpTenantId({ ...common, cloud, tenant: name });
    },
    note: (line) => tell(`Note: ${line}`),
  });
  const { choice, tenant, cloud, clientId } = at;
  refuseForeignCredentials(settings, choice);
  if (settings.sandboxFound && settings.output === "text")
    tell(`Note: this is the emulated tenant of ${settings.sandboxDir}, as .env says.`);
  const { clientSecret, certificateFile, certificatePassword, federatedTokenFile } = settings;
  const saved =
    choice.session === undefined
      ? undefined
      : {
          homeAccountId: choice.session.homeAccountId,
          plugin: (await openStore()).pluginFor(choice.session),
          loginLine: at.loginLine,
          mayAsk: purpose === "work",
        };
  const session = {
    ...common,
    // A setting of the environment is meant for the real clouds; the option is meant for this very run.
    cloud,
    tenant,
    auth: {
      kind: choice.kind,
      reason: choice.reason,
      ...(clientId === undefined ? {} : { clientId }),
      ...(clientSecret === undefined ? {} : { clientSecret }),
      ...(certificateFile === undefined ? {} : { certificateFile }),
      ...(certificatePassword === undefined ? {} : { certificatePassword }),
      ...(federatedTokenFile === undefined ? {} : { federatedTokenFile }),
      ...(saved === undefined ? {} : { saved }),
    },
    openBrowser: world.openBrowser,
    typed: typedIn(placeOf(options, settings, at, world)),
    showDeviceCode: tell,
    tell,
    onUnderWay: createPatience(world),
  };
  return { session, at };
}

/** Where the command was typed, and who was meant. */
function placeOf(
  options: CommonOptions,
  settings: Settings,
  { choice, tenant: found, cloud }: SignInAt,
  { platform }: World,
): Omit<LoginPlace, "clientId"> {
  const { session } = choice;
  const { tenant, sandboxDir } = settings;
  const stateDir = namedStateDir(options, settings);
  const name = session === undefined ? found : nameOf(session);
  return { tenant: tenant ?? name, cloud: cloud.name, sandboxDir, stateDir, platform };
}

async function traceOf(
  options: CommonOptions,
  world: World,
  redactor: Redactor,
  tell: (line: string) => void,
): Promise<Trace | undefined> {
  const sinks: Trace[] = [];
  if (options.trace !== undefined) {
    const { traceTo } = await import("../cloud/trace.js");
    sinks.push(traceTo(resolve(world.cwd, options.trace), redactor, () => world.clock.epoch(), tell));
  }
  if (options.verbose === true)
    sinks.push(({ method, url, status, failure, ms }: Exchange) => {
      tell(redactor.clean(`${method} ${url} ${status ?? failure ?? ""} ${ms} ms`));
    });
  if (sinks.length === 0) return undefined;
  return (exchange) => {
    for (const sink of sinks) sink(exchange);
  };
}
