// A result or a trace is never written over a password or a pass, of whichever command.
import { readFileSync, statSync } from "node:fs";
import { resolve } from "node:path";
import type { PasswordDestination } from "../commands/password-destination.js";
import { UsageError } from "../shapes/errors.js";
import type { CommonOptions } from "./options.js";
import type { World } from "./world.js";

/** A password has 32 characters, a pass file hardly more than an account's name. */
const LARGEST = 4_096;

/** @throws {UsageError} `out-file` where what --out or --trace names holds one; nothing is touched */
export async function refuseSecretFiles(options: CommonOptions, world: World): Promise<void> {
  for (const [option, file] of written(options, world)) {
    const text = smallTextOf(file);
    if (text !== null && (await isSecret(text)))
      throw notThere(option, `${file} holds a password or a pass, and is not overwritten`);
  }
}

/** @throws {UsageError} `out-file` where an option names the very place of this command's password or pass to be written */
export function refuseSamePlace(place: PasswordDestination, options: CommonOptions, world: World): void {
  if (place.kind !== "file") return;
  const same = (one: string) => (world.platform === "win32" ? one.toLowerCase() : one);
  const places = [place.path, `${place.path}.pass`].map(same);
  const { planOut } = options;
  const plan = planOut === undefined ? [] : [["--plan-out", resolve(world.cwd, planOut)] as const];
  for (const [option, file] of [...written(options, world), ...plan])
    if (places.includes(same(file))) throw notThere(option, `${file} is where the password or its pass goes`);
}

/** What the options name to be written, and by which option. */
export function written(
  { out, trace }: CommonOptions,
  { cwd }: World,
): readonly (readonly [option: string, file: string])[] {
  return [
    ...(out === undefined ? [] : [["--out", resolve(cwd, out)] as const]),
    ...(trace === undefined ? [] : [["--trace", resolve(cwd, trace)] as const]),
  ];
}

/** Null: there is none, it is no file, or far too large; what cannot be read cannot be told. */
function smallTextOf(file: string): string | null {
  try {
    const found = statSync(file, { throwIfNoEntry: false });
    return found?.isFile() === true && found.size <= LARGEST ? readFileSync(file, "utf8") : null;
  } catch {
    return null;
  }
}

async function isSecret(text: string): Promise<boolean> {
  if (text === "") return false;
  const [{ isOurPassword }, { isPassText }] = await Promise.all([
    import("../accounts/password.js"),
    import("../commands/secret-destinations/pass-text.js"),
  ]);
  return isOurPassword(text.replace(/\r?\n$/, "")) || isPassText(text);
}

export function notThere(option: string, why: string): UsageError {
  return new UsageError(`${why}.`, { code: "out-file", remedy: `Name another file with ${option}.` });
}
