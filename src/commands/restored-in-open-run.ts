// An account that a run restored before it was cut: for a while the tenant may show it nowhere, neither among its users nor
// among what was deleted.
import type { SetupWishes } from "../accounts/setup-wishes.js";
import { CONFIRM_WITHIN_MS, FIRST_PAUSE_MS, longer } from "../changes/confirm.js";
import { earlierSteps } from "../changes/earlier-steps.js";
import type { RestoreUserChange } from "../shapes/account-change.js";
import { ServiceError } from "../shapes/errors.js";
import { sameId } from "../shapes/ids.js";
import type { RunRecord, RunStep } from "../shapes/run.js";
import { serviceTime } from "./envelope.js";
import { type AccountSurvey, surveyAccount, surveyTenant, type TenantSurvey } from "./service-account-survey.js";
import type { Session } from "./session.js";

interface Surveyed {
  readonly tenant: TenantSurvey;
  readonly account: AccountSurvey;
}

/**
 * Surveys the account, and all of it again as long as such an account is on its way: who planned without it would say that
 * there is none, or make a second one.
 * @param first the tenant as it is now
 * @throws {ServiceError} `not-confirmed` where it is not shown in time, and is what was asked for; else what the readings throw
 */
export async function surveyOnceShown(
  { graph, clock, signal }: Pick<Session, "graph" | "clock" | "signal">,
  first: TenantSurvey,
  wishes: SetupWishes,
  openRun: RunRecord | null,
  progress: (line: string) => void,
): Promise<Surveyed> {
  const now = { service: () => serviceTime(first.organization), machine: () => clock.epoch() };
  const earlier = earlierSteps(openRun, [], now);
  const restoring = earlier.all.findLast(isRestoring);
  // Reckoned once: however wrong a clock was, nobody waits longer.
  const deadline = clock.elapsed() + (restoring === undefined ? 0 : CONFIRM_WITHIN_MS - earlier.ageOf(restoring));
  let tenant = first;
  for (let pause = FIRST_PAUSE_MS; ; pause = longer(pause)) {
    const account = await surveyAccount(graph, tenant, wishes);
    if (restoring === undefined || isShown(account, restoring)) return { tenant, account };
    if (clock.elapsed() + pause > deadline) {
      const isSurelyAway = account.deleted.state === "known" && wishes.restoreDeleted !== null;
      if (isSurelyAway) throw notShown(restoring);
      return { tenant, account };
    }
    if (pause === FIRST_PAUSE_MS) progress(`waiting until the tenant shows what was done: ${restoring.change.summary}`);
    await clock.sleep(pause, signal);
    tenant = await surveyTenant(graph, wishes);
  }
}

type Restoring = RunStep & { readonly change: RestoreUserChange };

function isRestoring(step: RunStep): step is Restoring {
  return step.change.kind === "restore-user";
}

/** Deleted still, it was not restored after all. */
function isShown({ user, deleted }: AccountSurvey, { change }: Restoring): boolean {
  if (user !== null) return true;
  return deleted.state === "known" && deleted.value.some(({ id }) => sameId(id, change.target.userId));
}

function notShown({ change }: Restoring): ServiceError {
  return new ServiceError(`The tenant shows it nowhere, neither deleted nor restored: ${change.summary}.`, {
    code: "not-confirmed",
    remedy:
      "Run the same command again later. If the account was deleted for good since, leave --restore-deleted out: a new one is made.",
  });
}
