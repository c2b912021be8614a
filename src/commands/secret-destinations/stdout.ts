// On stdout, alone on a line, and kept nowhere: shown as soon as it is confirmed that it opens an account.
import { generatePassword } from "../../accounts/password.js";
import { messageOf, PartialError } from "../../shapes/errors.js";
import type { SecretDestination } from "./secret-destination.js";
import type { SecretMeans } from "./secret-means.js";

export function stdoutDestination({ randomInt, hide, show }: SecretMeans): SecretDestination {
  const kept: { password?: string; pass?: string } = {};
  return {
    kind: "stdout",
    describe: () => "stdout",
    check: () => Promise.resolve(),
    async prepare({ password }) {
      if (password === null) return null;
      kept.password = generatePassword(randomInt);
      hide(kept.password);
      return kept.password;
    },
    async storePass({ value }) {
      hide(value);
      kept.pass = value;
    },
    holdsPass: () => Promise.resolve(false),
    async reveal(what) {
      const secret = kept[what];
      delete kept[what];
      if (secret === undefined) return;
      try {
        await show(`${secret}\n`);
      } catch (error) {
        throw notShown(what, error);
      }
    },
  };
}

function notShown(what: "password" | "pass", error: unknown): PartialError {
  return what === "password"
    ? new PartialError(
        `The password is set, and could not be printed to stdout: ${messageOf(error)}. Nobody knows it.`,
        {
          code: "password-lost",
          remedy:
            "Run the same command again with --reset-password and with --password-to file:PATH: it goes on, and sets another password.",
          cause: error,
        },
      )
    : new PartialError(`The pass is made, and could not be printed to stdout: ${messageOf(error)}. Nobody knows it.`, {
        code: "pass-lost",
        remedy: "Run the same command again with --password-to file:PATH: it goes on, and makes another pass.",
        cause: error,
      });
}
