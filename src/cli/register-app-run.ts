// How register-app runs: what its options mean together.
import { resolve } from "node:path";
import type { Command } from "commander";
import type { NextSteps } from "../commands/registration-result.js";
import type { SessionOptions } from "../commands/session.js";
import type { OperationName } from "../knowledge/operations.js";
import { type CredentialWish, parseCredential } from "../registration/credential.js";
import { checkName } from "../registration/names.js";
import { operationsToRegister } from "../rights/operations-asked.js";
import { durationOption } from "../shapes/duration.js";
import { UsageError } from "../shapes/errors.js";
import type { WithPlan } from "./agreed-plan.js";
import { openForRegistering, withBootstrap } from "./bootstrap.js";
import { changeOptions, dialogueFor, withAgreedPlan } from "./changing.js";
import type { RegisterAppCommandOptions } from "./commands/register-app.js";
import type { Context } from "./context.js";
import { withSignIn } from "./in-session.js";
import { commandLine, loginLine, namedStateDir } from "./login-line.js";
import type { Settings } from "./settings.js";

const DAY_MS = 86_400_000;
const MOST_DAYS = 730;

export async function runRegisterApp(
  given: RegisterAppCommandOptions,
  command: Command,
  context: Context,
): Promise<void> {
  const withPlan = await withAgreedPlan(given, command, ["register-app", REMOVAL], context.world);
  const { agreed } = withPlan;
  const { options, wanted } = await meant(withPlan, context.world.cwd);
  await withSignIn(options, context, async (signIn, settings) => {
    const { platform } = context.world;
    const session = await openForRegistering(signIn, operationsOf(options)).catch((error: unknown) => {
      throw withBootstrap(error, signIn, options, platform);
    });
    try {
      const dialogue = dialogueFor(options, settings, context.world);
      const common = { ...changeOptions(options, settings, context.world, agreed), name: wanted.name };
      if (options.remove === true) {
        const { unregisterApp } = await import("../commands/unregister-app.js");
        return await unregisterApp(session, common, dialogue);
      }
      const { registerApp } = await import("../commands/register-app.js");
      const nextSteps = nextStepsIn(options, settings, signIn, context);
      return await registerApp(session, { ...common, ...wanted, nextSteps }, dialogue);
    } catch (error) {
      throw withBootstrap(error, signIn, options, platform);
    } finally {
      await session.close();
    }
  });
}

const REMOVAL = "register-app --remove";

/** What the options say, or in their place the plan that was agreed on. */
async function meant({ options, agreed }: WithPlan<RegisterAppCommandOptions>, cwd: string) {
  if (agreed === undefined) return { options, wanted: wishesOf(options, cwd) };
  const { parseRegisterAppWishes, parseUnregisterAppWishes } = await import("../commands/wishes.js");
  if (agreed.command === REMOVAL) {
    const { name } = parseUnregisterAppWishes(agreed.wishes);
    const as = { ...options, name, remove: true };
    return { options: as, wanted: wishesOf(as, cwd) };
  }
  const wanted = parseRegisterAppWishes(agreed.wishes);
  const { name, grant, kind } = wanted;
  return { options: { ...options, name, grant, appOnly: kind === "app-only" }, wanted };
}

/** What the options mean together; said before anybody is asked to sign in. */
function wishesOf(options: RegisterAppCommandOptions, cwd: string) {
  const name = checkName(options.name);
  const delegated = options.appOnly !== true;
  if (options.delegated === true && !delegated) throw contradiction("--delegated", "--app-only");
  if (options.remove === true) refuseBesideRemove(options);
  const credential = options.credential === undefined ? null : parseCredential(options.credential);
  if (credential !== null && delegated) throw contradiction("--credential", "--delegated (add --app-only)");
  return {
    name,
    kind: delegated ? ("delegated" as const) : ("app-only" as const),
    operations: operationsToRegister(options.for ?? []),
    credential: inFolder(credential, cwd),
    days: daysOf(options),
    grant: options.grant === true,
    acceptTier0: options.acceptTier0 === true,
  };
}

function refuseBesideRemove(options: RegisterAppCommandOptions): void {
  const strange = [
    ["--for", options.for],
    ["--credential", options.credential],
    ["--grant", options.grant],
    ["--valid", options.valid],
  ].find(([, value]) => value !== undefined);
  if (strange !== undefined) throw contradiction("--remove", String(strange[0]));
}

function daysOf({ valid, credential }: RegisterAppCommandOptions): number {
  if (valid === undefined) return 365;
  const days = Math.floor(durationOption("--valid", valid) / DAY_MS);
  if (days < 1 || days > MOST_DAYS)
    throw new UsageError(`--valid is "${valid}": from one day to ${MOST_DAYS} days is possible.`, {
      code: "bad-validity",
      remedy: "Write it like 90d. The shorter, the less a lost key is worth.",
    });
  if (credential?.startsWith("certificate:") !== true)
    throw contradiction("--valid", "anything but --credential certificate:FILE");
  return days;
}

function inFolder(wish: CredentialWish | null, cwd: string): CredentialWish | null {
  return wish?.kind === "certificate" ? { ...wish, file: resolve(cwd, wish.file) } : wish;
}

function contradiction(one: string, other: string): UsageError {
  return new UsageError(`${one} does not go with ${other}.`, {
    code: "contradiction",
    remedy: "Leave out one of them; add --help to see what each means.",
  });
}

/** What the operator must be allowed: for that, Microsoft's own client is asked. */
function operationsOf({ appOnly, grant, remove }: RegisterAppCommandOptions): readonly OperationName[] {
  if (remove === true) return ["register-app --grant", "register-app --app-only --grant"];
  if (grant !== true) return ["register-app"];
  return [appOnly === true ? "register-app --app-only --grant" : "register-app --grant"];
}

function nextStepsIn(
  options: RegisterAppCommandOptions,
  settings: Settings,
  { cloud }: SessionOptions,
  { world }: Context,
): NextSteps {
  const { sandboxDir } = settings;
  const stateDir = namedStateDir(options, settings);
  const place = { cloud: cloud.name, sandboxDir, stateDir, platform: world.platform };
  const login = (tenant: string, clientId: string) => loginLine({ ...place, tenant, clientId });
  return {
    login,
    doctor: (tenant, clientId, commands) =>
      commandLine(`doctor --for ${commands.join(",")}`, { ...place, tenant, clientId }),
  };
}
