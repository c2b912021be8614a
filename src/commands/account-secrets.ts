// What becomes of the account's password and pass in one run: when a place is asked for, when it is made ready, what is
// shown, and what is lost.

import type { KeptPass } from "../accounts/access-pass.js";
import type { RunMoment } from "../changes/run-moment.js";
import { isMade } from "../changes/run-record.js";
import type { SecretPlaces } from "../report/secret-places.js";
import type { Change, ChangeOutcome } from "../shapes/change.js";
import { BugError } from "../shapes/errors.js";
import type { RunRecord } from "../shapes/run.js";
import type { Pass } from "../tenant/sign-in-methods.js";
import { type Applied, keptBy, placeIn, setsPassword, toldAfter, toldBefore } from "./earlier-password.js";
import { openDestination, type PasswordDestination } from "./password-destination.js";
import { giveUpEmptyPass } from "./secret-destinations/empty-pass.js";
import { leftBy } from "./secret-destinations/left-by.js";
import type { IssuedPass, SecretDestination, SecretNeed, SecretRun } from "./secret-destinations/secret-destination.js";
import type { Session } from "./session.js";
import type { SetupServiceAccountOptions } from "./setup-svc-account.js";

export interface AccountSecrets {
  /** That very pass, where it is in the place that was said; else null. */
  readonly keptPass: (pass: Pass) => Promise<KeptPass | null>;
  /** Asks for a place where the plan needs one, and looks whether it can serve; asks nobody where nothing is changed. */
  readonly open: (plan: readonly Change[]) => Promise<void>;
  /** Where the run's password is, for its journal; null: no place was said. */
  readonly journaled: () => string | null;
  /** Where a pass goes, as it is typed; null: no place was said. */
  readonly wherePass: () => string | null;
  /** Where what the plan makes goes, as far as that was said; who carries out a saved plan names the place anew. */
  readonly goTo: () => SecretPlaces;
  readonly prepare: (run: SecretRun) => Promise<void>;
  readonly password: () => string;
  /** The password that the part of the run which was cut has set was to be printed at its end, and kept nowhere. */
  readonly passwordIsLost: () => boolean;
  readonly keepPass: (pass: IssuedPass) => Promise<void>;
  readonly run: () => RunMoment;
  readonly confirmed: (change: Change, outcome: ChangeOutcome["outcome"]) => Promise<void>;
  /** What is to be said of a password that the part of the run which was cut has set; empty: it has set none. */
  readonly earlier: (exists: boolean) => readonly string[];
  /** Where the account's password is, if this run has set it, in whichever of its parts; null: nowhere, or not by it. */
  readonly keptAt: (applied: Applied) => string | null;
  /** The warnings, and what is stored and is not the account's. Removes what was made ready for a pass that is wished no more. */
  afterwards(
    warnings: readonly string[],
    changing: { readonly applied: Applied; readonly dryRun: boolean },
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

  const needsPlace = () => need.password !== null || need.pass;
  const where = () => destination?.describe() ?? null;
  const wherePass = () => (destination === null ? null : destination.describe() + BESIDE[destination.kind]);
  return {
    async keptPass({ id, until }) {
      const place = wherePass();
      if (destination === null || place === null) return null;
      return (await destination.holdsPass(id, { ...need, pass: true })) ? { until, place } : null;
    },
    async open(plan) {
      need = needFor(plan);
      if (!needsPlace()) return;
      if (destination === null) {
        if (dryRun || savePlan !== undefined) return;
        const what = need.password === null ? "pass" : need.pass ? "password and the pass" : "password";
        destination = opened(await askPlace(what));
      }
      await destination.check(need);
    },
    // Who goes on and needs no password names a place that holds none.
    journaled: () => {
      const isSet = need.password === null && openRun !== null && toldBefore(openRun).length > 0;
      return (isSet ? placeIn(openRun) : null) ?? where();
    },
    wherePass,
    goTo: () => ({
      passwordTo: need.password === null ? null : where(),
      passTo: !need.pass ? null : wherePass(),
    }),
    async prepare(started) {
      run = { ...run, ...started };
      if (needsPlace()) made = (await destination?.prepare(need, started)) ?? null;
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
    earlier: (exists) => (openRun === null || !exists || wishes.resetPassword ? [] : toldBefore(openRun)),
    keptAt(applied) {
      // The last one that was set is the account's.
      const outcome = applied.findLast((one) => setsPassword(one.kind) && isMade(one.outcome))?.outcome;
      if (outcome === undefined) return null;
      if (outcome === "done") return destination?.describe() ?? null;
      return openRun === null ? null : keptBy(openRun);
    },
    afterwards(warnings, { applied, dryRun: nothingDone }) {
      if (nothingDone)
        return savePlan !== undefined && needsPlace() && destination !== null ? [...warnings, SAY_AGAIN] : warnings;
      const told = toldAfter(warnings, { cut: openRun, applied, storedIn: made === null ? null : where() });
      const earlier = openRun === null ? null : placeIn(openRun);
      const wasForPass = openRun?.plan.some(({ kind }) => kind === "create-pass") === true;
      const hasPass = need.pass || applied.some(({ kind }) => kind === "create-pass");
      return earlier === null || !wasForPass || hasPass
        ? told
        : [...told, ...giveUpEmptyPass(earlier, userPrincipalName)];
    },
  };
}

const SAY_AGAIN =
  "The saved plan does not keep where the password and a pass go: name the place again, with --password-to, when it is carried out.";

/** A pass goes beside the password: into a file or a secret of its own. */
const BESIDE: Readonly<Record<SecretDestination["kind"], string>> = { file: ".pass", keyvault: "-pass", stdout: "" };
