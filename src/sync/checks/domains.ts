import type { DomainState } from "../../tenant/domains.js";
import { type Check, cannotTell, type Verdict } from "./check.js";
import { comparable, listed, notInBaseline } from "./parity.js";

export const domains: Check = {
  id: "SYNC-030",
  title: "Domains",
  why: "A wrong choice in the wizard converts a domain, and then everybody of it signs in elsewhere, or not at all.",
  link: "https://learn.microsoft.com/graph/api/resources/domain",
  judge: (judged) => {
    const compared = comparable(judged);
    if ("verdict" in compared) return compared.verdict;
    const { domains: now } = judged.snapshot;
    const { domains: before } = compared.baseline;
    if (now.state === "unknown") return cannotTell(now);
    if (before.state === "unknown") return notInBaseline(before);
    return difference(byName(before.value), byName(now.value));
  },
};

type Domains = ReadonlyMap<string, DomainState>;

function byName(list: readonly DomainState[]): Domains {
  return new Map(list.map((domain) => [domain.name.toLowerCase(), domain]));
}

function difference(before: Domains, now: Domains): Verdict {
  const pairs = [...before].flatMap(([name, old]) => {
    const current = now.get(name);
    // One that is not verified signs nobody in.
    return current === undefined || old.isVerified === false || current.isVerified === false ? [] : [{ old, current }];
  });
  const converted = pairs.filter(
    ({ old, current }) => typeOf(old) !== "" && typeOf(current) !== "" && !same(old, current),
  );
  if (converted.length > 0)
    return {
      result: "fail",
      evidence: `Not as in the baseline: ${listed(converted.map(({ old, current }) => `${current.name} is ${current.authenticationType ?? ""} and was ${old.authenticationType ?? ""}`))}.`,
      remedy:
        "Where that was not meant, convert it back at once: its people cannot sign in as they did (Entra Connect wizard, Change user sign-in; or Graph, domain and its federation).",
    };
  const came = [...now].filter(([name]) => !before.has(name)).map(([, { name }]) => name);
  const went = [...before].filter(([name]) => !now.has(name)).map(([, { name }]) => name);
  if (came.length + went.length > 0)
    return {
      result: "fail",
      severity: "info",
      evidence: [
        ...(came.length > 0 ? [`New since the baseline: ${listed(came)}.`] : []),
        ...(went.length > 0 ? [`Gone since the baseline: ${listed(went)}.`] : []),
      ].join(" "),
      remedy: "See whether that was meant; a swap needs no domain to come or go.",
    };
  const untold = pairs.filter(({ old, current }) => !same(old, current) || typeOf(old) === "");
  if (untold.length > 0)
    return {
      result: "unknown",
      evidence: `It is not told on both sides how people sign in: ${listed(untold.map(({ current }) => current.name))}.`,
      remedy: "Look at the domain's authentication in the Entra admin center, under Domain names.",
    };
  return { result: "pass", evidence: `All ${now.size} domains sign in as in the baseline.` };
}

const typeOf = ({ authenticationType }: DomainState) => (authenticationType ?? "").toLowerCase();
const same = (one: DomainState, other: DomainState) => typeOf(one) === typeOf(other);
