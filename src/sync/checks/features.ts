import type { SyncSettings } from "../../tenant/synchronization.js";
import { type Check, cannotTell, type Verdict } from "./check.js";
import { comparable, listed, notInBaseline } from "./parity.js";

/** Decided by the check of password hash synchronisation. */
const ASIDE = "passwordSyncEnabled";

export const features: Check = {
  id: "SYNC-029",
  title: "Features",
  why: "A new server's wizard sets the tenant's features as it is told, which need not be as they were.",
  link: "https://learn.microsoft.com/graph/api/resources/onpremisesdirectorysynchronizationfeature",
  judge: (judged) => {
    const compared = comparable(judged);
    if ("verdict" in compared) return compared.verdict;
    const { settings } = judged.snapshot;
    const { settings: before } = compared.baseline;
    if (settings.state === "unknown") return cannotTell(settings);
    if (before.state === "unknown") return notInBaseline(before);
    if (settings.value === null) return cannotTell(NO_OBJECT);
    if (before.value === null) return notInBaseline(NO_OBJECT);
    return difference(before.value.features, settings.value.features);
  },
};

const NO_OBJECT = {
  reason: "Graph has no synchronisation object of this tenant.",
  remedy: "Look at the features in the Entra Connect wizard, under Customize synchronization options.",
};

function difference(before: SyncSettings["features"], now: SyncSettings["features"]): Verdict {
  const flags = Object.keys(before).filter((flag) => flag !== ASIDE);
  const changed = flags.filter((flag) => now[flag] !== undefined && now[flag] !== before[flag]);
  if (changed.length > 0)
    return {
      result: "fail",
      severity: "warning",
      evidence: `Not as in the baseline: ${listed(changed.map((flag) => `${flag} is ${onOff(now[flag])} and was ${onOff(before[flag])}`))}.`,
      remedy:
        "Where that was not meant, set the features in the Entra Connect wizard of the active server as they were before.",
    };
  const missing = flags.filter((flag) => now[flag] === undefined);
  if (flags.length === 0 || missing.length > 0)
    return {
      result: "unknown",
      evidence:
        flags.length === 0
          ? "The baseline tells no feature."
          : `Graph does not tell these features any more: ${listed(missing)}.`,
      remedy: "Compare the features in the Entra Connect wizard, under Customize synchronization options.",
    };
  return { result: "pass", evidence: `All ${flags.length} features are as in the baseline.` };
}

const onOff = (flag: boolean | undefined) => (flag === true ? "on" : "off");
