// The building blocks of the state's schemas.
import * as z from "zod";

export const text = z.string();
export const texts = z.array(text);
export const textOrNull = text.nullable();
export const when = z.iso.datetime({ offset: true });
export const whenOrNull = when.nullable();

/** A salted hash of a password or another secret; the secret itself is in no state file. */
export const secretHash = z.strictObject({ salt: text, hash: text });
