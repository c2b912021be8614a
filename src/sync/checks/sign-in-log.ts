// For checks of the sign-in log: what it says of each server's identity, or why there is nothing to say.
import type { IdentitySignIns, SyncSignIns } from "../../tenant/sync-sign-ins.js";
import type { IdentityView, Judged } from "../judged.js";
import { cannotTell, type Verdict } from "./check.js";

export interface Log {
  readonly since: string;
  readonly of: readonly { readonly identity: IdentityView; readonly signIns: IdentitySignIns }[];
}

/** The log of the servers' identities, or what to say without it. */
export function logOf({ premium, identities, snapshot: { organization, signIns } }: Judged): Log | Verdict {
  if (organization.value.syncEnabled !== true)
    return { result: "not-applicable", evidence: "The tenant is not synchronised." };
  if (premium === false)
    return {
      result: "not-applicable",
      evidence: "The sign-in log needs Microsoft Entra ID P1 or P2, which this tenant does not have.",
    };
  if (identities.state === "unknown") return cannotTell(identities);
  const connect = identities.value.filter(({ kind }) => kind !== "cloud-sync");
  if (connect.length === 0)
    return { result: "not-applicable", evidence: "No account and no application may synchronise." };
  if (signIns.state === "unknown") return cannotTell(signIns);
  return { since: signIns.value.since, of: connect.flatMap((identity) => lineOf(identity, signIns.value)) };
}

function lineOf(identity: IdentityView, log: SyncSignIns): Log["of"] {
  return log.identities
    .filter(({ identityId }) => identityId === identity.id)
    .map((signIns) => ({ identity, signIns }));
}
