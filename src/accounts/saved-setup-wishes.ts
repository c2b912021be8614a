// What a saved plan keeps of the options that shaped it, checked when it is read again: nobody typed it.
import * as z from "zod";
import { UsageError } from "../shapes/errors.js";
import { checkWishes, type SetupWishes } from "./setup-wishes.js";

const schema: z.ZodType<SetupWishes> = z.strictObject({
  name: z.string(),
  displayName: z.string(),
  domain: z.string().nullable(),
  role: z.string().nullable(),
  tapMinutes: z.int().positive().nullable(),
  restoreDeleted: z.string().nullable(),
  resetPassword: z.boolean(),
  turn: z.enum(["on", "off"]).nullable(),
  passwordTo: z.string().nullable(),
});

/** @throws {UsageError} for wishes that no option could have made */
export function parseSetupWishes(json: unknown): SetupWishes {
  const { data, error } = schema.safeParse(json);
  if (data === undefined) throw strange(`${error.issues[0]?.path.join(".") ?? ""}: ${error.issues[0]?.message ?? ""}`);
  try {
    checkWishes(data);
  } catch (error) {
    throw error instanceof UsageError ? strange(error.message.replace(/\.$/, "")) : error;
  }
  return data;
}

function strange(why: string): UsageError {
  return new UsageError(`The wishes in the saved plan are not to be understood: ${why}.`, {
    code: "plan-file",
    remedy: "Save the plan anew with --plan-out.",
  });
}
