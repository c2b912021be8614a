// Mail that the scheduled function sends by itself. The app role lets an application send as everybody, unless Exchange
// Online limits it to a mailbox ("Role Based Access Control for Applications in Exchange Online").
import { anyOf, both, NO_ROLES, type Permission } from "./permission.js";

export const MAIL = {
  "send-mail": {
    purpose: "send alerts by e-mail",
    requests: ["POST /users/{id}/sendMail"],
    ...both(anyOf("Mail.Send")),
    ...NO_ROLES,
  },
} as const satisfies Readonly<Record<string, Permission>>;
