// What setup-svc-account tells at its end.
import type { ServiceAccountPlan } from "../accounts/account-facts.js";
import { isSwitch, type SetupWishes } from "../accounts/setup-wishes.js";
import { isMade } from "../changes/run-record.js";
import type { Binding } from "../conditional-access/binding.js";
import type { Changing, Envelope, ResultOf } from "../report/result-schemas.js";
import { parseDuration } from "../shapes/duration.js";
import type { RunRecord } from "../shapes/run.js";
import type { AccountSecrets } from "./account-secrets.js";
import { setsPassword } from "./earlier-password.js";
import type { AccountSurvey } from "./service-account-survey.js";

export interface SetUp {
  readonly wishes: SetupWishes;
  readonly envelope: Envelope;
  readonly userPrincipalName: string;
  /** As it was before. */
  readonly account: AccountSurvey;
  readonly planned: ServiceAccountPlan;
  /** The run that was cut, and that was gone on with. */
  readonly cut: RunRecord | null;
  readonly changing: Changing;
  /** Null as long as the account does not exist. */
  readonly id: string | null;
  readonly secrets: AccountSecrets;
  readonly policies: readonly Binding[];
  /** The service's time when the command began, milliseconds since 1970. */
  readonly now: number;
}

export function setupResult(done: SetUp): ResultOf<"setup-svc-account"> {
  const { wishes, envelope, userPrincipalName, account, planned, changing, id, secrets, policies, now } = done;
  const { applied, dryRun } = changing;
  const { user, has } = account;
  const { plan } = planned;
  const isNew = isOfThisRun(done);
  const toldEarlier =
    secrets.earlier(user !== null).length > 0 ||
    applied.some(({ kind, outcome }) => setsPassword(kind) && isMade(outcome));
  const isAdopted = user !== null && !isNew && !isSwitch(wishes) && !wishes.resetPassword && !toldEarlier;
  const goesTo = secrets.goTo();
  const hasPass = applied.some(({ kind, outcome }) => kind === "create-pass" && outcome === "done");
  return {
    schema: "aadc-cloud/setup-svc-account@1",
    ...envelope,
    ...changing,
    warnings: secrets.afterwards([...changing.warnings, ...(isAdopted ? [ADOPTED] : [])], changing),
    account: {
      userPrincipalName,
      id,
      existedBefore: user !== null && !isNew,
      enabled: dryRun ? (user?.enabled ?? null) : (user?.enabled === true || plan.length > 0) && wishes.turn !== "off",
      passwordTo: dryRun ? goesTo.passwordTo : secrets.keptAt(applied),
      passTo: dryRun ? goesTo.passTo : hasPass ? secrets.wherePass() : null,
      role: dryRun ? planned.held : roleAfter(planned, now),
      marked:
        (has?.mark.state === "known" && has.mark.value !== null) ||
        (!dryRun && plan.some(({ kind }) => kind === "mark-account")),
    },
    policies,
  };
}

const ADOPTED =
  "The account existed already: its password was not touched. If an earlier run stored one, that is it; if nobody knows it, add --reset-password.";

/** Made now, or by the part that was cut: in a dry run its journal tells. */
function isOfThisRun({ changing: { applied, dryRun }, cut }: SetUp): boolean {
  const madeEarlier = cut?.steps.some(
    ({ change, state, outcome }) => change.kind === "create-user" && state !== "in-doubt" && isMade(outcome),
  );
  return dryRun ? madeEarlier === true : applied.some((one) => one.kind === "create-user" && isMade(one.outcome));
}

function roleAfter({ plan, held }: ServiceAccountPlan, now: number): ServiceAccountPlan["held"] {
  const given = plan.find((change) => change.kind === "assign-role");
  if (given?.kind !== "assign-role") return held;
  const { how, duration } = given.after;
  const ms = duration === null ? undefined : parseDuration(duration);
  return { how, until: ms === undefined ? null : new Date(now + ms).toISOString() };
}
