// Key vaults that exist, and who may do what in them; the secrets themselves are not in the state.
import * as z from "zod";
import { text } from "./primitives.js";

export const vaultSchema = z.strictObject({
  /** As in `https://NAME.vault.azure.net`; 3 to 24 letters, digits and hyphens. */
  name: text.regex(/^[a-z0-9-]{3,24}$/u),
  /** Access policies: the principal is a user, a service principal, or a group. */
  access: z.array(
    z.strictObject({
      principalId: text,
      permissions: z.array(z.enum(["get", "list", "set", "delete", "recover", "purge"])),
    }),
  ),
});
