// What becomes of the account's password and pass in one run: when a place is asked for, when it is made ready, what is
// shown, and what is lost.

import type { RunMoment } from "../changes/run-moment.js";
import { isMade } from "../changes/run-record.js";
import type { SecretPlaces } from "../report/secret-places.js";
import type { Change, ChangeOutcome } from "../shapes/change.js";
import { BugError } from "../shapes/errors.js";
import type { RunRecord } from "../shapes/run.js";
import { openDestination, type PasswordDestination } from "./password-destination.js";
import { leftBy } from "./secret-destinations/left-by.js";
import type { IssuedPass, SecretDestination, SecretNeed, SecretRun } from "./secret-destinations/secret-destination.js";
import type { Session } from "./session.js";
import type { SetupServiceAccountOptions } from "./setup-svc-account.js";

export interface AccountSecrets {
  /** Whether that very pass is in the place that was said. */
  readonly holdsPass: (passId: string) => Promise<boolean>;
  /** Asks for a place where the plan needs one, and looks whether it can serve; asks nobody where nothing is changed. */
  readonly open: (plan: readonly Change[]) => Promise<void>;
  /** As it is typed; null: no place was said. */
  readonly where: () => string | null;
  /** The same of a pass. */
  readonly wherePass: () => string | null;
  /** Where what the plan makes goes; whoever carries out a plan that is only saved names the place then. */
  readonly goTo: () => SecretPlaces;
  readonly prepare: (run: SecretRun) => Promise<void>;
  readonly password: () => string;
  /** The password that the part of the run which was cut has set was to be printed at its end, and kept nowhere. */
  readonly passwordIsLost: () => boolean;
  readonly keepPass: (pass: IssuedPass) => Promise<void>;
  readonly run: () => RunMoment;
  readonly confirmed: (change: Change, outcome: ChangeOutcome["outcome"]) => Promise<void>;
  /** What a run that was cut may have left unsaid. */
  readonly lost: (exists: boolean) => readonly string[];
  /** Where the account's password is, if this run has set it, in whichever of its parts; null: nowhere, or not by it. */
  readonly keptAt: (
    applied: readonly { readonly kind: string; readonly outcome: ChangeOutcome["outcome"] }[],
  ) => string | null;
  /** What is stored, and is not the account's. */
  afterwards(
    applied: readonly { readonly kind: string; readonly outcome: ChangeOutcome["outcome"] }[],
  ): readonly string[];
}

interface Whose {
  readonly userPrincipalName: string;
  readonly tenantId: string;
  readonly command: string;
  /** The service's time, ISO 8601. */
  readonly at: string;
  /** The run that was cut, and that this one goes on with. */
  readonly openRun: RunRecord | null;
}

export function accountSecrets(
  { randomInt, redactor, vault }: Session,
  options: Pick<
    SetupServiceAccountOptions,
    "place" | "askPlace" | "show" | "journals" | "dryRun" | "savePlan" | "wishes"
  >,
  whose: Whose,
): AccountSecrets {
  const { place, askPlace, show, journals, dryRun, savePlan, wishes } = options;
  const { userPrincipalName, tenantId, command, at, openRun } = whose;
  const hide = (secret: string) => redactor.hide(secret);
  const opened = (where: PasswordDestination) => openDestination(where, { randomInt, hide, show, vault });
  let destination: SecretDestination | null = place === undefined ? null : opened(place);
  let need = needFor([]);
  let made: string | null = null;
  /** What a run that was cut has left is looked at before anything is made ready. */
  let run: RunMoment = {
    runId: openRun?.runId ?? "",
    at,
    ...(openRun === null ? {} : { startedAt: openRun.begun.at }),
  };

  function needFor(plan: readonly Change[]): SecretNeed {
    const has = (kind: Change["kind"]) => plan.some((change) => change.kind === kind);
    const password = has("create-user") ? "new-account" : has("reset-password") ? "reset" : null;
    return {
      userPrincipalName,
      password,
      pass: has("create-pass"),
      leftBy: () => {
        const passwordTo = destination?.describe() ?? "";
        return leftBy(journals, { tenantId, command, subject: userPrincipalName, passwordTo, password });
      },
    };
  }

  const where = () => destination?.describe() ?? null;
  const wherePass = () => (destination === null ? null : destination.describe() + BESIDE[destination.kind]);
  return {
    holdsPass: async (passId) => destination?.holdsPass(passId, { ...need, pass: true }) ?? false,
    async open(plan) {
      need = needFor(plan);
      if (need.password === null && !need.pass) return;
      if (destination === null) {
        if (dryRun || savePlan !== undefined) return;
        destination = opened(await askPlace());
      }
      await destination.check(need);
    },
    where,
    wherePass,
    goTo: () => ({
      passwordTo: need.password === null || savePlan !== undefined ? null : where(),
      passTo: !need.pass || savePlan !== undefined ? null : wherePass(),
    }),
    async prepare(started) {
      run = { ...run, ...started };
      if (need.password !== null || need.pass) made = (await destination?.prepare(need, started)) ?? null;
    },
    password() {
      if (made !== null) return made;
      throw new BugError("A password is to be sent, and none was made.", {
        code: "no-password",
        remedy: "Report this.",
      });
    },
    passwordIsLost: () => openRun !== null && keptBy(openRun) === null,
    async keepPass(pass) {
      await destination?.storePass(pass, need, run);
    },
    run: () => run,
    async confirmed({ kind }, outcome) {
      if (outcome !== "done") return;
      if (setsPassword(kind)) await destination?.reveal("password");
      if (kind === "create-pass") await destination?.reveal("pass");
    },
    lost(exists) {
      if (openRun === null || !exists || wishes.resetPassword || destinationOf(openRun) !== "stdout") return [];
      const made = openRun.steps.some(
        ({ change: { kind }, state, outcome }) =>
          setsPassword(kind) && (state === "in-doubt" || (state !== "refused" && outcome === "done")),
      );
      return made ? [NEVER_SHOWN] : [];
    },
    keptAt(applied) {
      // The last one that was set is the account's.
      const outcome = applied.findLast((one) => setsPassword(one.kind) && isMade(one.outcome))?.outcome;
      if (outcome === undefined) return null;
      if (outcome === "done") return destination?.describe() ?? null;
      return openRun === null ? null : keptBy(openRun);
    },
    afterwards(applied) {
      const of = (outcome: ChangeOutcome["outcome"]) =>
        applied.some((one) => setsPassword(one.kind) && one.outcome === outcome);
      return [
        ...(of("already-so") ? [SOMEBODY_ELSES] : []),
        ...(of("done-earlier") && !of("done") ? earlierPassword(openRun, destination) : []),
      ];
    },
  };
}

function setsPassword(kind: string): boolean {
  return kind === "create-user" || kind === "reset-password";
}

/** What was set before the run was cut is in the place that was said then, and in no other. */
function earlierPassword(openRun: RunRecord | null, destination: SecretDestination | null): readonly string[] {
  const earlier = openRun === null ? null : destinationOf(openRun);
  const now = destination?.describe();
  if (earlier === now && now !== "stdout") return [];
  return [
    typeof earlier === "string" && earlier !== "stdout"
      ? `The password was set before the run was cut: it is in ${earlier}.`
      : NEVER_SHOWN,
    ...(now === undefined || now === "stdout" ? [] : [`What is in ${now} is not the account's password.`]),
  ];
}

/** A pass goes beside the password: into a file or a secret of its own. */
const BESIDE: Readonly<Record<SecretDestination["kind"], string>> = { file: ".pass", keyvault: "-pass", stdout: "" };

const SOMEBODY_ELSES =
  "The account was made by somebody else meanwhile: the stored password is not its password. To work with it, run the command again with --reset-password.";

const NEVER_SHOWN =
  "An earlier run was to print the account's password on stdout and was cut: if nobody has seen it, run the command again with --reset-password.";

/** Null: the run was to print it, or was not told where it goes. */
function keptBy(run: RunRecord): string | null {
  const where = destinationOf(run);
  return typeof where === "string" && where !== "stdout" ? where : null;
}

function destinationOf({ wishes }: RunRecord): unknown {
  const isObject = typeof wishes === "object" && wishes !== null && !Array.isArray(wishes);
  return isObject && "passwordTo" in wishes ? wishes.passwordTo : undefined;
}
