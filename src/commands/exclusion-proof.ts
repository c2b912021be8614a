// Whether an exclusion has the effect that it was made for: everybody who is asked is asked again.
import type { ExclusionWishes } from "../conditional-access/exclusion-wishes.js";
import type { ResultOf } from "../report/result-schemas.js";
import { messageOf } from "../shapes/errors.js";
import type { Dialogue } from "./carry-out.js";
import type { AddPlan } from "./exclusion-plan.js";
import { type ExclusionSurvey, surveyExclusion } from "./exclusion-survey.js";
import type { Session } from "./session.js";

type Proof = NonNullable<ResultOf<"mfa-exclusion-add">["proof"]>[number];

export interface Proven {
  /** Null: nothing was written, or the asking failed. */
  readonly proof: Proof[] | null;
  readonly warnings: readonly string[];
}

export const NO_PROOF: Proven = { proof: null, warnings: [] };

/** What-If may still ask a replica that has not heard of it. */
const ROUNDS = 4;
const PAUSE_MS = 15_000;

interface Done {
  readonly survey: ExclusionSurvey;
  readonly planned: AddPlan;
  readonly wishes: ExclusionWishes;
}

/** All is written when this begins: what fails here is told, and is no failure of the command; neither is a Ctrl-C. */
export async function proveEffect(session: Session, done: Done, dialogue: Dialogue): Promise<Proven> {
  if (done.planned.freed.length === 0) return NO_PROOF;
  try {
    let proof: readonly Proof[] = [];
    for (let round = 1; ; round += 1) {
      dialogue.progress(round === 1 ? "Asking again who is bound" : "Asking once more who is bound");
      const asked = { for: done.wishes.for, witnesses: true };
      proof = compare(done, await surveyExclusion(session, asked, (line) => dialogue.progress(line)));
      if (proof.every(isFree) || round === ROUNDS) break;
      await session.clock.sleep(PAUSE_MS, session.signal);
    }
    return { proof: [...proof], warnings: proof.filter((one) => !isFree(one)).map((one) => notFree(one, session)) };
  } catch (error) {
    // After the last write all is done, and that is what is to be told, whatever has come in between.
    return {
      proof: null,
      warnings: [
        `NOT PROVEN: everything is written and confirmed, but who is bound now could not be asked: ${messageOf(error)} ${session.typed("mfa-exclusion status")} shows it.`,
      ],
    };
  }
}

function compare({ planned, survey }: Done, after: ExclusionSurvey): readonly Proof[] {
  return planned.freed.flatMap(({ policyId, subject }) => {
    const before = survey.judged.find((one) => one.policyId === policyId && one.subject === subject);
    const now = after.judged.find((one) => one.policyId === policyId && one.subject === subject);
    if (before === undefined) return [];
    return [
      {
        ...{ policyId, policyName: before.policyName, subject, before: before.verdict },
        after: now?.verdict ?? null,
        agreed: now?.agreed ?? null,
        reason: now?.reason ?? "nobody could be asked about it",
      },
    ];
  });
}

function isFree({ after, agreed }: Proof): boolean {
  return after === "does-not-bind" && agreed !== false;
}

function notFree({ policyName, subject, after, reason }: Proof, { typed }: Session): string {
  const what =
    after === "does-not-bind" ? "is said by others to bind" : after === "binds" ? "still binds" : "may still bind";
  return `NOT PROVEN: "${policyName}" ${what} ${subject} after it was excluded: ${reason}. Look again in a few minutes: ${typed("mfa-exclusion status")}`;
}
