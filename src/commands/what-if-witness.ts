// Asks Graph's What-If about each subject and each resource: a second each, since Conditional Access allows no more.
import type { ServiceClient } from "../cloud/service-client.js";
import type { Place } from "../conditional-access/sign-in-evidence.js";
import type { ApplicationSubject, SignInFacts, UserSubject } from "../conditional-access/subject.js";
import type { Unheard } from "../conditional-access/witnesses.js";
import { PermissionError, ServiceError } from "../shapes/errors.js";
import type { Fact } from "../shapes/fact.js";
import { type AskedSignIn, readWhatIf, type WhatIfAnswer } from "../tenant/what-if.js";

type Subject = UserSubject | ApplicationSubject;

export interface WhatIfHeard {
  /** By subject, then by app id of the resource; nothing where it was not answered. */
  readonly answers: ReadonlyMap<Subject, ReadonlyMap<string, readonly WhatIfAnswer[]>>;
  readonly unheard: readonly Unheard[];
}

interface Asked {
  readonly subject: Subject;
  readonly signIn: SignInFacts;
  readonly places: Fact<readonly Place[]>;
}

/**
 * Asked from the newest place of each subject. One that does not exist yet cannot be asked about, nor can an application that
 * belongs to other tenants, too ("conditionalAccessRoot: evaluate"). What the tenant refuses is asked once and no more.
 */
export async function askWhatIf(
  graph: ServiceClient,
  subjects: readonly Asked[],
  progress: (line: string) => void,
): Promise<WhatIfHeard> {
  const questions = subjects.flatMap(({ subject, signIn, places }) => {
    const who = whoOf(subject);
    const address = places.state === "known" ? (places.value[0] ?? null) : null;
    return who === null
      ? []
      : signIn.resources.map(({ appId }) => ({ subject, signIn: { who, resource: appId.toLowerCase(), address } }));
  });
  const answers = new Map<Subject, Map<string, readonly WhatIfAnswer[]>>();
  const unheard: Unheard[] = [];
  for (const [index, { subject, signIn }] of questions.entries()) {
    if (unheard.some(({ subject: name }) => name === null || name === subject.name)) continue;
    progress(`asking What-If: ${index + 1} of ${questions.length}`);
    try {
      const { value } = await readWhatIf(graph, signIn);
      const told = answers.get(subject) ?? new Map<string, readonly WhatIfAnswer[]>();
      answers.set(subject, told.set(signIn.resource, value));
    } catch (error) {
      if (!(error instanceof PermissionError || error instanceof ServiceError)) throw error;
      const isAboutThisOne = error instanceof ServiceError && error.status === 400;
      const { message: reason, remedy } = error;
      unheard.push({ witness: "what-if", subject: isAboutThisOne ? subject.name : null, reason, remedy });
    }
  }
  return { answers, unheard };
}

function whoOf(subject: Subject): AskedSignIn["who"] | null {
  if (subject.kind === "application")
    return subject.ownTenantOnly === false
      ? null
      : { kind: "application", servicePrincipalId: subject.servicePrincipalId };
  return subject.userId === null ? null : { kind: "user", userId: subject.userId };
}
