// Deleting users softly, and ending their sessions.

import { protectionOf } from "../../laws/protected-objects.js";
import { mayDeleteUser, mayRevokeSessions } from "../../laws/user-rights.js";
import { wholeSeconds } from "../../on-premises/cycle.js";
import { type Answer, param } from "../../routes.js";
import { deleteUserSoftly } from "../../store/people.js";
import { noteChange } from "../directory/directory-objects-audit.js";
import { type GraphCall, graphUrl } from "../graph-call.js";
import { accessDenied } from "../graph-error.js";
import { knownUser, target } from "./users-write.js";

/** "Delete a user"; what becomes of it: store/people.ts. */
export async function deleteUser(call: GraphCall): Promise<Answer> {
  call.world.store.change((draft) => {
    const user = knownUser(call, draft, param(call, "id"));
    if (!mayDeleteUser(draft, call.caller, protectionOf(draft, user.id))) throw accessDenied();
    noteChange(call, draft, {
      activity: "Delete user",
      category: "UserManagement",
      operation: "Delete",
      targets: [target(user)],
    });
    deleteUserSoftly(draft, user, wholeSeconds(call.now));
  });
  return { status: 204 };
}

/** "user: revokeSignInSessions": refresh tokens and cookies of before are worth nothing any more. */
export async function revokeSignInSessions(call: GraphCall): Promise<Answer> {
  call.world.store.change((draft) => {
    const user = knownUser(call, draft, param(call, "id"));
    if (!mayRevokeSessions(draft, call.caller, user.id)) throw accessDenied();
    user.signInSessionsValidFromDateTime = wholeSeconds(call.now);
    noteChange(call, draft, {
      activity: "Update StsRefreshTokenValidFrom Timestamp",
      category: "UserManagement",
      operation: "Update",
      targets: [target(user)],
    });
  });
  return { status: 200, body: { "@odata.context": `${graphUrl(call)}/$metadata#Edm.Boolean`, value: true } };
}
