// What a command line of setup-svc-account means: wishes, typed or of a saved plan, and where a password goes.
import type { Command } from "commander";
import { parseRoleWish, typedRole } from "../accounts/role-wish.js";
import { checkWishes, parsePassLifetime, type SetupWishes } from "../accounts/setup-wishes.js";
import type { PasswordDestination } from "../commands/password-destination.js";
import { UsageError } from "../shapes/errors.js";
import type { SavedPlan } from "../shapes/plan.js";
import { changeOptions, dialogueFor, inSession, withAgreedPlan } from "./changing.js";
import type { SetupCommandOptions } from "./commands/setup-svc-account.js";
import type { Context } from "./context.js";
import { askWhere, refusePasswordInData } from "./password-question.js";
import { refuseSamePlace } from "./secret-files.js";

export async function runSetup(given: SetupCommandOptions, command: Command, context: Context): Promise<void> {
  const { world } = context;
  const { options, agreed } = await withAgreedPlan(given, command, ["setup-svc-account"], world);
  const { passwordTo: where } = options;
  const wishes =
    agreed === undefined ? wishesOf(options) : { ...(await savedWishes(agreed)), passwordTo: where ?? null };
  checkWishes(wishes);
  const placeAt = async (text: string): Promise<PasswordDestination> => {
    refusePasswordInData(text, options, world);
    const { parsePasswordDestination } = await import("../commands/password-destination.js");
    const place = parsePasswordDestination(text, world.cwd);
    refuseSamePlace(place, options, world);
    return place;
  };
  const place = where === undefined ? undefined : await placeAt(where);
  await inSession(
    options,
    context,
    () => import("../commands/setup-svc-account.js"),
    ({ setupServiceAccount }, session, settings) =>
      setupServiceAccount(
        session,
        {
          ...changeOptions(options, settings, world, agreed),
          wishes,
          ...(place === undefined ? {} : { place }),
          askPlace: async (what) => placeAt(await askWhere(what, options, world)),
          show: (text) => world.stdout.deliver(text),
        },
        dialogueFor(options, settings, world),
      ),
  );
}

async function savedWishes({ wishes }: SavedPlan): Promise<SetupWishes> {
  const { parseSetupWishes } = await import("../accounts/saved-setup-wishes.js");
  return parseSetupWishes(wishes);
}

/** @throws {UsageError} for what no tenant could fulfil: before anybody signs in */
function wishesOf(options: SetupCommandOptions): SetupWishes {
  const { name, displayName, domain, role, tap, restoreDeleted, resetPassword, enable, disable, passwordTo } = options;
  if (enable === true && disable === true)
    throw new UsageError("--enable and --disable contradict each other.", {
      code: "contradicting-options",
      remedy: "Leave one of them out.",
    });
  if (domain?.trim() === "")
    throw new UsageError("--domain is empty.", {
      code: "unknown-domain",
      remedy: "Leave it out for the initial domain, or name a managed domain of the tenant.",
    });
  return {
    name,
    displayName,
    domain: domain ?? null,
    role: role === undefined ? null : typedRole(parseRoleWish(role)),
    tapMinutes: tap === undefined ? null : parsePassLifetime(tap),
    restoreDeleted: restoreDeleted === undefined ? null : restoreDeleted === true ? "only" : restoreDeleted,
    resetPassword: resetPassword === true,
    turn: enable === true ? "on" : disable === true ? "off" : null,
    passwordTo: passwordTo ?? null,
  };
}
