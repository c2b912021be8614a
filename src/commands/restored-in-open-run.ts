// An account that a run restored before it was cut: for a while the tenant may show it nowhere, neither among its users nor
// among what was deleted.
import { CONFIRM_WITHIN_MS, FIRST_PAUSE_MS, longer } from "../changes/confirm.js";
import { earlierSteps } from "../changes/earlier-steps.js";
import type { RunRecord } from "../shapes/run.js";
import type { AccountSurvey } from "./service-account-survey.js";
import type { Session } from "./session.js";

/**
 * Surveys, and again as long as such an account is on its way: who planned without it would say that there is none, or make a
 * second one.
 * @param serviceNow milliseconds since 1970, when this is called
 */
export async function surveyOnceShown(
  { clock, signal }: Pick<Session, "clock" | "signal">,
  openRun: RunRecord | null,
  serviceNow: number,
  survey: () => Promise<AccountSurvey>,
  progress: (line: string) => void,
): Promise<AccountSurvey> {
  const begun = clock.elapsed();
  const service = () => serviceNow + clock.elapsed() - begun;
  const earlier = earlierSteps(openRun, [], { service, machine: () => clock.epoch() });
  const restored = earlier.all.findLast(({ change }) => change.kind === "restore-user");
  for (let pause = FIRST_PAUSE_MS; ; pause = longer(pause)) {
    const seen = await survey();
    if (restored === undefined || isShown(seen, restored.change.target)) return seen;
    if (earlier.ageOf(restored) + pause > CONFIRM_WITHIN_MS) return seen;
    if (pause === FIRST_PAUSE_MS) progress(`waiting until the tenant shows what was done: ${restored.change.summary}`);
    await clock.sleep(pause, signal);
  }
}

function isShown({ user, deleted }: AccountSurvey, target: object): boolean {
  if (user !== null || deleted.state === "unknown") return true;
  return "userId" in target && deleted.value.some(({ id }) => id === target.userId);
}
