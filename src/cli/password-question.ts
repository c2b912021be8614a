// Where a new password shall go: asked where it was not said, and kept out of data.
import { UsageError } from "../shapes/errors.js";
import type { CommonOptions } from "./options.js";
import { settingsOf } from "./settings.js";
import type { World } from "./world.js";

/** A password among JSON would end up in a log. */
export function refusePasswordInData(passwordTo: string | undefined, options: CommonOptions, world: World): void {
  if (passwordTo !== "stdout" || servesStdout(options, world)) return;
  throw new UsageError("--password-to stdout goes with text output on stdout only.", {
    code: "password-in-data",
    remedy: "Use --password-to file:PATH or --password-to keyvault:VAULT/SECRET.",
  });
}

/** @param what such as `password and the pass` */
export async function askWhere(what: string, options: CommonOptions, world: World): Promise<string> {
  const places = ["file:PATH", "keyvault:VAULT/SECRET", ...(servesStdout(options, world) ? ["stdout"] : [])];
  const offered = (before: string) =>
    places
      .map((place) => before + place)
      .join(", ")
      .replace(/, ([^,]+)$/, " or $1");
  if (world.ask !== undefined) return (await world.ask(`Where shall the ${what} go (${offered("")})? `)).trim();
  throw new UsageError(`Where the new ${what} shall go was not said.`, {
    code: "password-destination",
    remedy: `Add ${offered("--password-to ")}`,
  });
}

function servesStdout(options: CommonOptions, world: World): boolean {
  return settingsOf(options, world).output === "text" && options.query === undefined && options.out === undefined;
}
