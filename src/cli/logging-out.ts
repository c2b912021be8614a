// Which saved sign-ins `logout` removes. It is not a command of a tenant: nobody is asked, and no sandbox is started.
import type { SavedSession } from "../cloud/sign-in/saved-session.js";
import { logout } from "../commands/logout.js";
import { harmless } from "../report/harmless.js";
import { UsageError } from "../shapes/errors.js";
import type { Context } from "./context.js";
import { limitTime } from "./deadline.js";
import { loginLine, namedStateDir } from "./login-line.js";
import type { CommonOptions } from "./options.js";
import { passedOver } from "./passed-over.js";
import { print, refuseUnprintable } from "./printing.js";
import { candidates, nameOf, sessionFor, type Wanted } from "./session-choice.js";
import { hasSavedSessions, openSessionStore } from "./session-store.js";
import { settingsOf } from "./settings.js";

/** @throws {UsageError} where several tenants are signed in and none is named, or none of those that are is the named one */
export async function logOut(options: CommonOptions & { readonly all?: boolean }, context: Context): Promise<void> {
  const { world } = context;
  const settings = settingsOf(options, world);
  const all = options.all === true;
  // A variable that names a tenant for everyday use is no reason to keep the others.
  if (all && options.tenant !== undefined)
    throw new UsageError("--all and --tenant contradict each other.", {
      code: "contradiction",
      remedy: "Give one of them.",
    });
  await refuseUnprintable(options, settings, world);
  const limit = limitTime(settings, world);
  try {
    limit.signal.throwIfAborted();
    const store = hasSavedSessions(settings) ? await openSessionStore(settings, context, limit.signal) : undefined;
    const wanted: Wanted = {
      tenant: settings.tenant,
      clientId: settings.clientId,
      // A sandbox has the cloud of its tenant, whatever a variable says of others.
      cloud:
        options.cloud !== undefined || (settings.cloudNamed && settings.sandboxDir === undefined)
          ? settings.cloud.name
          : undefined,
    };
    const sessions = (await store?.list())?.sessions ?? [];
    const first = all ? undefined : sessionFor(sessions, wanted);
    if (!all && first === undefined && sessions.length > 0) throw noneOfThose(sessions, wanted, options, context);
    const result = await logout(store, {
      all,
      dryRun: options.dryRun === true,
      isMeant: (one) =>
        first !== undefined &&
        one.tenantId === first.tenantId &&
        candidates([one], { ...wanted, cloud: first.cloud }).length > 0,
      ...(options.ticket === undefined ? {} : { ticket: options.ticket }),
    });
    await print(result, options, settings, world);
  } finally {
    limit.end();
  }
}

/** Somebody who is not signed out must not believe so. */
function noneOfThose(
  sessions: readonly SavedSession[],
  wanted: Wanted,
  options: CommonOptions,
  { world }: Context,
): UsageError {
  const other = passedOver(sessions, wanted, options);
  const settings = settingsOf(options, world);
  const { sandboxDir } = settings;
  const place = { sandboxDir, stateDir: namedStateDir(options, settings), platform: world.platform };
  const typed = (line: Parameters<typeof loginLine>[0]) =>
    loginLine(line).replace("aadc-cloud login", "aadc-cloud logout");
  const lines = sessions.map((one) => {
    const clientId = wanted.clientId === undefined ? undefined : one.clientId;
    return typed({ ...place, tenant: harmless(nameOf(one)), clientId, cloud: one.cloud });
  });
  const everything = typed({ ...place, tenant: undefined, clientId: undefined, cloud: "public" });
  const names =
    other?.by === "tenant"
      ? " Of a tenant's names logout knows those by which somebody has signed in; it asks nobody for others."
      : "";
  return new UsageError(`Nobody was signed out. ${other?.text ?? "What is saved is of another tenant."}${names}`, {
    code: "not-saved",
    remedy: `Type one of: ${[...new Set(lines)].join("; ")}. Or for all: ${everything} --all`,
  });
}
