// Sending mail.
import { anyOf, both, type PermissionRow } from "./row.js";

export const mailRows: readonly PermissionRow[] = [
  both("POST /me/sendMail", "user-sendmail", anyOf("Mail.Send")),
  both("POST /users/:id/sendMail", "user-sendmail", anyOf("Mail.Send")),
];
