import type { Fact } from "../../shapes/fact.js";
import type { LastExport } from "../../tenant/synchronization.js";
import { type Check, cannotTell } from "./check.js";
import { comparable, notInBaseline } from "./parity.js";

export const sourceAnchor: Check = {
  id: "SYNC-032",
  title: "Source anchor",
  why: "Objects are found again by it: with another one a new server meets errors, or makes everything a second time.",
  link: "https://learn.microsoft.com/entra/identity/hybrid/connect/plan-connect-design-concepts",
  judge: (judged) => {
    const compared = comparable(judged);
    if ("verdict" in compared) return compared.verdict;
    const now = anchorIn(judged.snapshot.lastExport);
    const before = anchorIn(compared.baseline.lastExport);
    if ("reason" in now) return cannotTell(now);
    if ("reason" in before) return notInBaseline(before);
    if (now.anchor.toLowerCase() === before.anchor.toLowerCase())
      return { result: "pass", evidence: `The source anchor is ${now.anchor}, as in the baseline.` };
    return {
      result: "fail",
      evidence: `The source anchor is ${now.anchor}; in the baseline it was ${before.anchor}.`,
      remedy: "Put the server into staging mode, and set it up anew with the source anchor of the baseline.",
    };
  },
};

function anchorIn(
  lastExport: Fact<LastExport | null>,
): { readonly anchor: string } | { readonly reason: string; readonly remedy: string } {
  if (lastExport.state === "unknown") return lastExport;
  const anchor = lastExport.value?.anchorAttribute ?? "";
  if (anchor !== "") return { anchor };
  return {
    reason: "Graph does not tell the source anchor.",
    remedy: "Look on the server: Entra Connect wizard, View or export current configuration.",
  };
}
