// How every command of a tenant runs: settings → sign-in (the command's code is loaded meanwhile) → command → result.
import { openSession, type Session, type SessionOptions } from "../commands/session.js";
import type { Result } from "../report/result-schemas.js";
import {
  DeadlineError,
  InterruptedError,
  messageOf,
  PartialError,
  ServiceError,
  SignInError,
} from "../shapes/errors.js";
import { also } from "./also.js";
import type { Context } from "./context.js";
import { limitTime } from "./deadline.js";
import type { CommonOptions } from "./options.js";
import { print, refuseUnprintable } from "./printing.js";
import { signInOptions } from "./session-options.js";
import { type Settings, settingsOf } from "./settings.js";
import type { SignInAt, SignInPurpose } from "./sign-in-resolution.js";

/** @param load loads the command's own code; it runs while the token is on its way */
export async function inSession<M, R extends Result>(
  options: CommonOptions,
  context: Context,
  load: () => Promise<M>,
  command: (code: M, session: Session, settings: Settings, at: SignInAt) => Promise<R>,
  purpose: SignInPurpose = "work",
  tell: typeof print = print,
): Promise<R> {
  return withSignIn(
    options,
    context,
    async (signIn, settings, at) => {
      const opening = await openSession(signIn);
      const [session, code] = await Promise.all([opening.session, opening.underWay.then(load)]);
      try {
        return await command(code, session, settings, at);
      } finally {
        await session.close();
      }
    },
    purpose,
    tell,
  );
}

/** For a command that opens its session itself: settings, deadline, and the result printed. @param tell how it is */
export async function withSignIn<R extends Result>(
  options: CommonOptions,
  context: Context,
  command: (signIn: SessionOptions, settings: Settings, at: SignInAt) => Promise<R>,
  purpose: SignInPurpose = "work",
  tell: typeof print = print,
): Promise<R> {
  const { world } = context;
  const settings = settingsOf(options, world);
  await refuseUnprintable(options, settings, world);
  const limit = limitTime(settings, world);
  let at: SignInAt | undefined;
  try {
    const signIn = await signInOptions(options, settings, context, limit.signal, purpose);
    at = signIn.at;
    const result = await command(signIn.session, settings, at);
    await tell(result, options, settings, world).catch((error: unknown) => {
      throw "changed" in result && result.changed ? doneButUntold(error) : error;
    });
    return result;
  } catch (error) {
    // What was half done is said, whatever ended it.
    if (limit.signal.aborted && !(error instanceof PartialError || error instanceof InterruptedError))
      // The transport's own tells what was waited for.
      throw error instanceof DeadlineError && error !== limit.signal.reason
        ? error
        : (lateLogin(limit.signal.reason, purpose, at) ?? limit.signal.reason);
    throw sandboxIsGone(error, settings.sandboxDir) ?? withLogin(error, settings, at) ?? error;
  } finally {
    limit.end();
  }
}

/** Nothing is begun that could be gone on with: whoever logs in has to be there in time. */
function lateLogin(reason: unknown, purpose: SignInPurpose, at: SignInAt | undefined): DeadlineError | undefined {
  if (!(reason instanceof DeadlineError) || purpose !== "login") return undefined;
  const [late, doIt] =
    at?.choice.kind === "browser"
      ? ["nobody came back from the browser, or not soon enough", "come back from the browser"]
      : ["nobody entered the code, or not soon enough", "enter the code"];
  return new DeadlineError(
    `${reason.message.replace(/\.$/, "")} before the sign-in was complete: ${late}. Nothing was saved.`,
    {
      code: reason.code,
      remedy: `Run the same command again with a longer --timeout or none, and ${doIt} in that time.`,
      cause: reason,
    },
  );
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

/** The Azure CLI is only tried because nothing else was there: whoever has none may sign in here. */
export function withLogin(
  error: unknown,
  { auth, clientId }: Settings,
  at: SignInAt | undefined,
): SignInError | undefined {
  if (!(error instanceof SignInError) || error.code !== "azure-cli" || auth !== undefined || at === undefined)
    return undefined;
  return new SignInError(`${error.message} It was tried because ${at.choice.reason}.`, {
    code: error.code,
    remedy: also(
      error.remedy,
      clientId === undefined
        ? `sign in without it: ${at.loginLine} --client-id ID with the client id of your registration (aadc-cloud register-app makes one)`
        : `sign in without it: ${at.loginLine}`,
    ),
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
