import { type Command, Option } from "commander";
import type { Context } from "../context.js";
import { collect, withExamples } from "../help.js";
import { type CommonOptions, withCommonOptions } from "../options.js";

interface Options extends CommonOptions {
  readonly for?: readonly string[];
  readonly failOn: "error" | "warning";
}

const FOR =
  'only what these need (several: with commas): verify-sync, setup-svc-account, mfa-exclusion, cleanup-health, cleanup-accounts, register-app, or one form of them, as "cleanup-health --server"';

export function doctorCommand(command: Command, context: Context): Command {
  command
    .option("--for <COMMAND>", FOR, collect)
    .addOption(
      new Option("--fail-on <SEVERITY>", "what makes the exit code 1").choices(["error", "warning"]).default("error"),
    )
    .action(async (options: Options) => {
      const [{ withSignIn, withLogin }, { EXIT }] = await Promise.all([
        import("../in-session.js"),
        import("../exit-codes.js"),
      ]);
      const { doctor } = await import("../../commands/doctor.js");
      const { operationsAsked } = await import("../../rights/operations-asked.js");
      // A mistyped name is told before anybody is asked to sign in.
      operationsAsked(options.for ?? []);
      const result = await withSignIn(options, context, async (signIn, settings, at) => {
        const { session } = at.choice;
        const store =
          session === undefined
            ? undefined
            : await (await import("../session-store.js")).openSessionStore(settings, context, signIn.signal);
        return doctor(signIn, {
          operations: options.for ?? [],
          failOn: options.failOn,
          explain: (refusal) => withLogin(refusal, settings, at) ?? refusal,
          ...(session === undefined || store === undefined ? {} : { protection: await store.protectionOf(session) }),
          ...(options.ticket === undefined ? {} : { ticket: options.ticket }),
        });
      });
      if (result.signIn === "refused" || result.signIn === "missing") context.exit(EXIT.signIn);
      else if (result.signIn === "failed") context.exit(EXIT.service);
      else if (result.verdict !== "pass") context.exit(EXIT.checksFailed);
    });
  return withExamples(withCommonOptions(command), [
    ["aadc-cloud doctor --tenant contoso.onmicrosoft.com", "everything that the migration needs"],
    ["aadc-cloud doctor --for verify-sync,cleanup-health", "what these two need"],
    ["aadc-cloud doctor -o json --query \"findings[?result=='fail'].id\"", "for a pipeline"],
  ]);
}
