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
  /** By subject the app ids of the resources about which there was a question and no answer. */
  readonly unanswered: ReadonlyMap<Subject, ReadonlySet<string>>;
  readonly unheard: readonly Unheard[];
}

interface Asked {
  readonly subject: Subject;
  readonly signIn: SignInFacts;
  readonly places: Fact<readonly Place[]>;
}

interface Question {
  readonly subject: Subject;
  readonly signIn: AskedSignIn;
  /** The resource, for people. */
  readonly about: string;
}

type Failure = PermissionError | ServiceError;
type Missing = Question & { readonly error: Failure };

/**
 * Asked from the newest place of each subject. One that does not exist yet cannot be asked about, nor can an application that
 * belongs to other tenants, too ("conditionalAccessRoot: evaluate"). What is answered counts, whatever else is not. It is asked
 * no more once the first question says that nobody is answered here, or two in a row were in vain.
 */
export async function askWhatIf(
  graph: ServiceClient,
  subjects: readonly Asked[],
  progress: (line: string) => void,
): Promise<WhatIfHeard> {
  const questions = subjects.flatMap(questionsOf);
  const answers = new Map<Subject, Map<string, readonly WhatIfAnswer[]>>();
  const missing: Missing[] = [];
  const refused = new Map<Subject, Failure>();
  let before: Failure | null = null;
  let stopped: Failure | null = null;
  for (const [index, question] of questions.entries()) {
    const { subject, signIn } = question;
    const error = stopped ?? refused.get(subject);
    if (error !== undefined) {
      missing.push({ ...question, error });
      continue;
    }
    progress(`asking What-If: ${index + 1} of ${questions.length}`);
    const failure = await answerTo(graph, signIn, (value) => {
      const told = answers.get(subject) ?? new Map<string, readonly WhatIfAnswer[]>();
      answers.set(subject, told.set(signIn.resource, value));
    });
    if (failure !== null) missing.push({ ...question, error: failure });
    const isAboutThisOne = failure instanceof ServiceError && failure.status === 400;
    if (failure !== null && isAboutThisOne) refused.set(subject, failure);
    else if (failure !== null && (before !== null || (index === 0 && isAboutAll(failure)))) stopped = failure;
    before = isAboutThisOne ? null : failure;
  }
  return { answers, unanswered: byResource(missing), unheard: told(missing, questions) };
}

function questionsOf({ subject, signIn, places }: Asked): readonly Question[] {
  const address = places.state === "known" ? (places.value[0] ?? null) : null;
  const who = whoOf(subject);
  return who === null
    ? []
    : signIn.resources.map(({ appId, name }) => ({
        subject,
        signIn: { who, resource: appId.toLowerCase(), address },
        about: name,
      }));
}

async function answerTo(
  graph: ServiceClient,
  signIn: AskedSignIn,
  take: (answers: readonly WhatIfAnswer[]) => void,
): Promise<Failure | null> {
  try {
    take((await readWhatIf(graph, signIn)).value);
    return null;
  } catch (error) {
    if (error instanceof PermissionError || error instanceof ServiceError) return error;
    throw error;
  }
}

/** No right to ask (403), or nothing here that could be asked. */
function isAboutAll(failure: Failure): boolean {
  return failure instanceof PermissionError || failure.status === 404 || failure.status === 501;
}

function byResource(missing: readonly Missing[]): WhatIfHeard["unanswered"] {
  const bySubject = new Map<Subject, Set<string>>();
  for (const { subject, signIn } of missing)
    bySubject.set(subject, (bySubject.get(subject) ?? new Set()).add(signIn.resource));
  return bySubject;
}

/** Of each subject how many questions were not answered, and about what; where none was at all, once for everybody. */
function told(missing: readonly Missing[], questions: readonly Question[]): readonly Unheard[] {
  const [first] = missing;
  if (first === undefined) return [];
  const witness = "what-if" as const;
  const isOneReason = missing.every(({ error }) => error.message === first.error.message);
  if (missing.length === questions.length && isOneReason)
    return [{ witness, subject: null, reason: first.error.message, remedy: first.error.remedy }];
  return [...new Set(missing.map(({ subject }) => subject))].flatMap((subject) => {
    const mine = missing.filter((one) => one.subject === subject);
    const all = questions.filter((one) => one.subject === subject).length;
    const reasons = [...new Set(mine.map(({ error }) => error.message))];
    return reasons.flatMap((reason): readonly Unheard[] => {
      const same = mine.filter(({ error }) => error.message === reason);
      const [one] = same;
      if (one === undefined) return [];
      const counted = `${same.length} of ${all} questions ${same.length === 1 ? "was" : "were"} not answered`;
      const about = same.map((each) => each.about).join(", ");
      return [{ witness, subject: subject.name, reason: `${counted} (${about}): ${reason}`, remedy: one.error.remedy }];
    });
  });
}

function whoOf(subject: Subject): AskedSignIn["who"] | null {
  if (subject.kind === "application")
    return subject.ownTenantOnly === false
      ? null
      : { kind: "application", servicePrincipalId: subject.servicePrincipalId };
  return subject.userId === null ? null : { kind: "user", userId: subject.userId };
}
