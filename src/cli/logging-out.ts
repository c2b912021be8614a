// Which saved sign-ins `logout` removes. It is not a command of a tenant: nobody is asked, and no sandbox is started.
import { logout } from "../commands/logout.js";
import { UsageError } from "../shapes/errors.js";
import type { Context } from "./context.js";
import { limitTime } from "./deadline.js";
import type { CommonOptions } from "./options.js";
import { print, refuseUnprintable } from "./printing.js";
import { candidates, sessionFor, type Wanted } from "./session-choice.js";
import { hasSavedSessions, openSessionStore } from "./session-store.js";
import { settingsOf } from "./settings.js";

/** @throws {UsageError} where several tenants are signed in and none is named */
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
  await refuseUnprintable(options, world);
  const limit = limitTime(settings, world);
  try {
    limit.signal.throwIfAborted();
    const store = hasSavedSessions(settings) ? await openSessionStore(settings, context, limit.signal) : undefined;
    const wanted: Wanted = {
      tenant: settings.tenant,
      clientId: options.clientId,
      cloud: settings.cloudNamed ? settings.cloud.name : undefined,
    };
    const sessions = (await store?.list())?.sessions ?? [];
    const first = all ? undefined : sessionFor(sessions, wanted);
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
