// Whether a policy binds is decided more than once: by our own evaluator, by Graph's What-If, and by what real sign-ins met.
import type { Fact } from "../shapes/fact.js";
import { minuteOf } from "../shapes/time.js";
import type { NamedLocation } from "../tenant/named-locations.js";
import type { Policy } from "../tenant/policies.js";
import type { SeenSignIn } from "../tenant/sign-ins.js";
import type { WhatIfAnswer } from "../tenant/what-if.js";
import { throughSynchronisation } from "./sign-in-evidence.js";
import type { Binding, Subject } from "./subject.js";

type WitnessName = "evaluator" | "what-if" | "sign-ins";

interface Testimony {
  readonly witness: WitnessName;
  /** App id of the resource that was asked about. */
  readonly resource: string;
  readonly says: "applies" | "does-not-apply" | "unknown";
  readonly because: string;
}

export interface JudgedBinding extends Binding {
  readonly testimonies: readonly Testimony[];
  /**
   * Null: nobody else could be heard, or not about every resource. False: no write is made on the policy unless it is named.
   */
  readonly agreed: boolean | null;
}

/** A witness that could not be heard about a subject, or about anybody. */
export interface Unheard {
  readonly witness: Exclude<WitnessName, "evaluator">;
  /** Its name; null: all of them. */
  readonly subject: string | null;
  readonly reason: string;
  readonly remedy: string;
}

/** What the others say about one subject. */
export interface Heard {
  /** By app id of the resource; what is missing was not asked, or not answered. */
  readonly whatIf: ReadonlyMap<string, readonly WhatIfAnswer[]>;
  /** App ids of the resources about which What-If was to be asked, and gave no answer. */
  readonly unanswered: ReadonlySet<string>;
  readonly signIns: Fact<readonly SeenSignIn[]>;
}

/**
 * Sets our own evaluation against the other witnesses, resource by resource.
 * @param binding what is told of the policy
 * @param evaluated our own evaluation of the very state that the others see; differs from `binding` only where the subject is
 * judged as it will be
 */
export function compareWitnesses(
  { policy, subject, locations }: { policy: Policy; subject: Subject; locations: Fact<readonly NamedLocation[]> },
  binding: Binding,
  evaluated: Binding["resources"],
  heard: Heard,
): JudgedBinding {
  const own = evaluated.map(
    ({ appId, applies, because }): Testimony => ({
      witness: "evaluator",
      resource: appId.toLowerCase(),
      says: { yes: "applies", no: "does-not-apply", unknown: "unknown" }[applies] as Testimony["says"],
      because,
    }),
  );
  const others = [...whatIfTestimonies(policy, heard.whatIf), ...signInTestimonies(policy, subject, locations, heard)];
  const testimonies = [...own, ...others];
  return { ...binding, testimonies, agreed: agreement(testimonies, heard.unanswered) };
}

/** Null where nobody beside the evaluator says anything, of all or of a resource about which there was no answer. */
function agreement(testimonies: readonly Testimony[], unanswered: ReadonlySet<string>): boolean | null {
  const saying = testimonies.filter(({ says }) => says !== "unknown");
  const others = saying.filter(({ witness }) => witness !== "evaluator");
  if (saying.some((one) => others.some((other) => other.resource === one.resource && other.says !== one.says)))
    return false;
  const isCompared = (resource: string) => others.some((other) => other.resource === resource);
  return others.length > 0 && [...unanswered].every(isCompared) ? true : null;
}

function whatIfTestimonies(policy: Policy, whatIf: Heard["whatIf"]): readonly Testimony[] {
  return [...whatIf].flatMap(([resource, answers]): readonly Testimony[] => {
    const answer = answers.find(({ policyId }) => policyId === policy.id.toLowerCase());
    return answer === undefined ? [] : [{ witness: "what-if", resource, ...saidBy(answer) }];
  });
}

/**
 * Reasons that say nothing of whether the policy reaches the sign-in: something was not known, or the policy is off or demands
 * nothing, which is told by its state and its controls ("whatIfAnalysisResult resource type").
 */
const SILENT: ReadonlySet<string> = new Set([
  "notEnoughInformation",
  "invalidCondition",
  "emptyPolicy",
  "invalidPolicy",
  "policyNotEnabled",
  "unknownFutureValue",
]);

/** Risks were said to be none, and nobody knows them: that a policy is about risk says nothing either. */
const ASSUMED: ReadonlySet<string> = new Set(["signInRisk", "userRisk", "insiderRisk", "time"]);

function saidBy({ applies, reasons }: WhatIfAnswer): Pick<Testimony, "says" | "because"> {
  if (applies === true) return { says: "applies", because: "What-If says that it applies" };
  if (applies === null) return { says: "unknown", because: "What-If does not say" };
  const telling = reasons.filter((reason) => !SILENT.has(reason) && !ASSUMED.has(reason));
  const because = `What-If says that it does not apply${reasons.length === 0 ? "" : ` (${reasons.join(", ")})`}`;
  return { says: telling.length > 0 ? "does-not-apply" : "unknown", because };
}

/**
 * What became of a policy in a sign-in ("appliedConditionalAccessPolicy resource type"); `notEnabled`, `unknown` and whatever is
 * new say nothing.
 */
const RESULTS: ReadonlyMap<string, Testimony["says"]> = new Map([
  ["success", "applies"],
  ["failure", "applies"],
  ["reportOnlySuccess", "applies"],
  ["reportOnlyFailure", "applies"],
  ["reportOnlyInterrupted", "applies"],
  ["notApplied", "does-not-apply"],
  ["reportOnlyNotApplied", "does-not-apply"],
]);

/** Changes of policies are in force everywhere only some minutes later. */
const SETTLED_MS = 15 * 60_000;

function signInTestimonies(
  policy: Policy,
  subject: Subject,
  locations: Fact<readonly NamedLocation[]>,
  { signIns }: Heard,
): readonly Testimony[] {
  if (signIns.state === "unknown") return [];
  const since = changedAt(policy, locations) + SETTLED_MS;
  const told = new Map<string, Testimony>();
  for (const { createdDateTime, resourceId, policies } of throughSynchronisation(subject, signIns.value)) {
    if (resourceId === null || told.has(resourceId) || !(Date.parse(createdDateTime) >= since)) continue;
    const result = policies?.find(({ id }) => id === policy.id.toLowerCase())?.result;
    const says = result === undefined ? undefined : RESULTS.get(result);
    if (says === undefined) continue;
    told.set(resourceId, {
      witness: "sign-ins",
      resource: resourceId,
      says,
      because: `the sign-in of ${minuteOf(createdDateTime)} says ${result}`,
    });
  }
  return [...told.values()];
}

/** When the policy, or a place that it names, was changed last; what cannot be told is never in the past. */
function changedAt(policy: Policy, locations: Fact<readonly NamedLocation[]>): number {
  const own = latestOf(policy.whole);
  const { includeLocations = [], excludeLocations = [] } = policy.conditions.locations ?? {};
  const named = [...includeLocations, ...excludeLocations].filter((id) => id !== "All");
  if (named.length === 0) return own;
  if (locations.state === "unknown") return Number.POSITIVE_INFINITY;
  return Math.max(own, ...locations.value.map(({ whole }) => latestOf(whole)));
}

function latestOf(whole: unknown): number {
  if (typeof whole !== "object" || whole === null) return Number.POSITIVE_INFINITY;
  const { modifiedDateTime, createdDateTime } = whole as Readonly<Record<string, unknown>>;
  const told = modifiedDateTime ?? createdDateTime;
  const moment = typeof told === "string" ? Date.parse(told) : Number.NaN;
  return Number.isNaN(moment) ? Number.POSITIVE_INFINITY : moment;
}
