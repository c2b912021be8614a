// What of that which this program has left for a time is worth telling. Pure.
import type { ResultOf } from "../report/result-schemas.js";
import type { AadcError } from "../shapes/errors.js";
import { listed } from "../shapes/listed.js";
import type { Condition, Event } from "./alert.js";

type Ended = Pick<ResultOf<"mfa-exclusion-remove">, "plan" | "applied" | "runId" | "rollback" | "dryRun">;
type Tended = Ended & Pick<ResultOf<"cleanup-accounts">, "identities">;

const EXCLUSIONS = "exclusions-past-their-time";

/** Exclusions past their time that are there still, since nothing may be written. */
export function exclusionConditions({ plan, dryRun }: Ended): readonly Condition[] {
  if (!dryRun || plan.length === 0) return [];
  return [
    {
      key: EXCLUSIONS,
      severity: "warning",
      title: "Exclusions from MFA are past their time",
      text: summaries(plan),
      remedy:
        "Run aadc-cloud mfa-exclusion remove --expired; or let the function do it, with AADC_ALLOW_WRITES=true and the rights for it.",
    },
  ];
}

export function exclusionEvents({ applied, runId }: Ended): readonly Event[] {
  const done = applied.filter(({ outcome }) => outcome === "done");
  if (done.length === 0) return [];
  return [
    {
      key: EXCLUSIONS,
      severity: "info",
      title: "Exclusions from MFA were taken back, as their time was over",
      text: `${summaries(done)} Run ${runId ?? ""}.`,
      remedy: "",
    },
  ];
}

/** Identities in quarantine: over; or worse and still disabled, since nothing may be written or the right for it is missing. */
export function quarantineConditions({ identities }: Pick<Tended, "identities">): readonly Condition[] {
  return identities.flatMap(({ id, name, quarantine }): readonly Condition[] => {
    const state = quarantine.state === "known" ? quarantine.value?.state : undefined;
    if (state === "over")
      return [
        {
          key: `quarantine-over:${id}`,
          severity: "warning",
          title: "A quarantine is over",
          text: `${name} was disabled, and synchronisation went on without it.`,
          remedy: `Run aadc-cloud cleanup-accounts --step delete --identity ${id}`,
        },
      ];
    if (state === "worse")
      return [
        {
          key: `quarantine-worse:${id}`,
          severity: "error",
          title: "Synchronisation got worse since an identity was disabled",
          text: `${name} is disabled, and may be needed.`,
          remedy: `Run aadc-cloud cleanup-accounts --step disable --identity ${id}: it is enabled again.`,
        },
      ];
    return [];
  });
}

export function quarantineEvents({ applied, runId }: Tended): readonly Event[] {
  const enabled = applied.filter(({ kind, outcome }) => kind === "set-identity-enabled" && outcome === "done");
  if (enabled.length === 0) return [];
  return [
    {
      key: "quarantine-ended",
      severity: "error",
      title: "Identities were enabled again, as synchronisation got worse",
      text: `${summaries(enabled)} Run ${runId ?? ""}.`,
      remedy: "Find out what synchronises with them still: aadc-cloud cleanup-accounts lists it.",
    },
  ];
}

/** @param what such as `exclusions` */
export function notDone(
  what: string,
  { code, message, remedy }: Pick<AadcError, "code" | "message" | "remedy">,
): Condition {
  return {
    key: `not-done:${what}`,
    severity: "error",
    title: `The function could not look after ${what}`,
    text: `${message} (${code})`,
    remedy,
  };
}

function summaries(list: readonly { readonly summary: string }[]): string {
  return `${listed(list.map(({ summary }) => summary))}.`;
}
