// What a saved plan keeps of the options that shaped it, checked when it is read again: nobody typed it.
import * as z from "zod";
import { UsageError } from "../shapes/errors.js";
import { checkWishes, type SetupWishes } from "./setup-wishes.js";

const schema: z.ZodType<Omit<SetupWishes, "passwordTo">> = z.strictObject({
  name: z.string(),
  displayName: z.string(),
  domain: z.string().nullable(),
  role: z.string().nullable(),
  tapMinutes: z.int().positive().nullable(),
  restoreDeleted: z.string().nullable(),
  resetPassword: z.boolean(),
  turn: z.enum(["on", "off"]).nullable(),
});

/**
 * Where the password goes is never among them: whoever wrote the file must not choose it.
 * @throws {UsageError} for wishes that no option could have made
 */
export function parseSetupWishes(json: unknown): SetupWishes {
  const { data: saved, error } = schema.safeParse(json);
  if (saved === undefined) {
    const [issue] = error.issues;
    throw strange([issue?.path.join(".") ?? "", issue?.message ?? ""].filter((part) => part !== "").join(": "));
  }
  const wishes = { ...saved, passwordTo: null };
  try {
    checkWishes(wishes);
  } catch (error) {
    throw error instanceof UsageError ? strange(error.message.replace(/\.$/, "")) : error;
  }
  return wishes;
}

function strange(why: string): UsageError {
  return new UsageError(`The wishes in the saved plan are not to be understood: ${why}.`, {
    code: "plan-file",
    remedy: "Save the plan anew with --plan-out.",
  });
}
