// From where servers sign in: what a lock is proven by. Reads only.

import { bySameServer, type SignsInFrom } from "../conditional-access/lock-proof.js";
import { placesOf } from "../conditional-access/sign-in-evidence.js";
import type { Subject } from "../conditional-access/subject.js";
import { known, mapFact } from "../shapes/fact.js";
import { type ExclusionSurvey, signInsOf } from "./exclusion-survey.js";
import type { Session } from "./session.js";

/** Everybody who was asked for, and the identities of all servers besides. */
export async function surveyLock(session: Session, survey: ExclusionSurvey): Promise<readonly SignsInFrom[]> {
  const asked = survey.subjects.flatMap(({ subject, is, enabled, signIn }): readonly SignsInFrom[] => {
    const id = subject.kind === "application" ? subject.servicePrincipalId : subject.userId;
    if (id === null) return [];
    const isServer = is === "connector" || is === "application";
    return [{ id, name: subject.name, isServer, enabled, addresses: signIn.addresses }];
  });
  const others = survey.identities.filter(
    ({ id, kind }) => kind !== "cloud-sync" && asked.every((one) => one.id.toLowerCase() !== id.toLowerCase()),
  );
  const read = others.map(async ({ id, kind, name, enabled }): Promise<SignsInFrom> => {
    const subject = subjectOf(id, name, kind === "application");
    const signIns = await signInsOf(session, { subject }, survey.organization, true);
    const addresses = mapFact(placesOf(subject, signIns), (places) => places.map(({ ip }) => ip));
    return { id, name, isServer: true, enabled, addresses };
  });
  return bySameServer([...asked, ...(await Promise.all(read))]);
}

/** As far as sign-ins are asked by it. */
function subjectOf(id: string, name: string, isApplication: boolean): Subject {
  if (isApplication) return { kind: "application", name, servicePrincipalId: id, ownTenantOnly: null };
  const memberships = known({ groupIds: [], roleIds: [] }, { request: "not asked" });
  return { kind: "user", name, userId: id, roleIds: [], memberships, guest: null };
}
