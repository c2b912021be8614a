// Where a new password shall go: asked where it was not said, and kept out of data.
import { UsageError } from "../shapes/errors.js";
import type { CommonOptions } from "./options.js";
import { settingsOf } from "./settings.js";
import type { World } from "./world.js";

/** A password among JSON would end up in a log. */
export function refusePasswordInData(passwordTo: string | undefined, options: CommonOptions, world: World): void {
  if (passwordTo !== "stdout") return;
  const { output } = settingsOf(options, world);
  if (output === "text" && options.query === undefined && options.out === undefined) return;
  throw new UsageError("--password-to stdout goes with text output on stdout only.", {
    code: "password-in-data",
    remedy: "Use --password-to file:PATH or --password-to keyvault:VAULT/SECRET.",
  });
}

/** @param what such as `password and the pass` */
export async function askWhere(world: World, what: string): Promise<string> {
  if (world.ask !== undefined)
    return (await world.ask(`Where shall the ${what} go (file:PATH, keyvault:VAULT/SECRET or stdout)? `)).trim();
  throw new UsageError(`Where the new ${what} shall go was not said.`, {
    code: "password-destination",
    remedy: "Add --password-to file:PATH or --password-to keyvault:VAULT/SECRET",
  });
}
