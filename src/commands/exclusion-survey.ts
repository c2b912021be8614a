// All that is read before it is decided who is to be excluded from what, and what is reported of it. Reads only.
import type { SyncIdentity } from "../accounts/inventory.js";
import type { Read } from "../cloud/answers.js";
import { bindingOf } from "../conditional-access/binding.js";
import { beyondExclusion, exclusionNotes } from "../conditional-access/exclusion-notes.js";
import { type Place, placesOf } from "../conditional-access/sign-in-evidence.js";
import type { ApplicationSubject, SignInFacts, UserSubject } from "../conditional-access/subject.js";
import { compareWitnesses, type JudgedBinding, type Unheard } from "../conditional-access/witnesses.js";
import { PREMIUM_P1_PLANS } from "../knowledge/directory.js";
import { resourcesOf } from "../knowledge/sync-resources.js";
import { type Fact, mapFact, unknown } from "../shapes/fact.js";
import { type NamedLocation, readNamedLocations } from "../tenant/named-locations.js";
import { observe } from "../tenant/observe.js";
import { type Organization, readOrganization } from "../tenant/organization.js";
import { type Policy, readPolicies } from "../tenant/policies.js";
import { readPerUserMfa, readSecurityDefaults } from "../tenant/sign-in-methods.js";
import { readSignIns, type SeenSignIn } from "../tenant/sign-ins.js";
import { serviceTime } from "./envelope.js";
import { findSubjects } from "./exclusion-subjects.js";
import type { FoundSubject } from "./found-subject.js";
import type { Session } from "./session.js";
import { readIdentities } from "./sync-survey.js";
import { askWhatIf, type WhatIfHeard } from "./what-if-witness.js";

/** One whom `--for` means. */
export interface ExclusionSubject {
  readonly subject: UserSubject | ApplicationSubject;
  /**
   * `connector`: a legacy account of Connect Sync, also one that does not exist yet; `cloud-sync`: Cloud Sync's own;
   * `service-account`: that of `setup-svc-account`; `other`: a user who was named and is none of these.
   */
  readonly is: FoundSubject["is"];
  /** Its server, where its name tells. */
  readonly server: string | null;
  readonly enabled: boolean | null;
  readonly signIn: SignInFacts;
  /** The newest of the last days, newest first. */
  readonly signIns: Fact<readonly SeenSignIn[]>;
  /** What this program has noted on the account; only of users who were named. */
  readonly mark?: FoundSubject["mark"];
}

export interface ExclusionSurvey {
  readonly organization: Read<Organization>;
  readonly policies: readonly Policy[];
  readonly locations: Fact<readonly NamedLocation[]>;
  /** The inventory, whoever was asked for. */
  readonly identities: readonly SyncIdentity[];
  readonly subjects: readonly ExclusionSubject[];
  /** Every policy against every subject. */
  readonly judged: readonly JudgedBinding[];
  /** Sentences for people: security defaults, per-user MFA, managed and report-only policies, exclusions without effect. */
  readonly notes: readonly string[];
  /** Of the notes those on what binds them and no exclusion can lift. */
  readonly beyond: readonly string[];
  readonly securityDefaults: Fact<boolean>;
  readonly unheard: readonly Unheard[];
}

export interface AskedSurvey {
  /** Words of `--for`; none: `sync`. */
  readonly for: readonly string[];
  /** Whether others than our own evaluator are heard: What-If takes a second for each subject and resource. */
  readonly witnesses: boolean;
}

const DAY_MS = 86_400_000;
/** How far back sign-ins are looked at. */
const SIGN_IN_DAYS = 7;

/** The log gives five answers in ten seconds. */
const MANY = 5;

/** @throws {UsageError} `unknown-subject`; what reading who synchronises and which policies there are throws */
export async function surveyExclusion(
  session: Session,
  asked: AskedSurvey,
  progress: (line: string) => void,
): Promise<ExclusionSurvey> {
  const { graph } = session;
  const [organization, { policies, locations }, identities, securityDefaults] = await Promise.all([
    readOrganization(graph),
    readConditionalAccess(graph),
    // Here a guess will not do: who synchronises must be known.
    readIdentities(graph),
    observe(readSecurityDefaults(graph)),
  ]);
  const tenant = { graph, organization: organization.value, identities: identities.value };
  const found = await findSubjects(tenant, asked.for);
  if (asked.witnesses && found.length > MANY) progress(`reading the sign-in log of ${found.length} identities`);
  const readings = await Promise.all(
    found.map(async (one) => {
      const [signIns, perUserMfa] = await Promise.all([
        signInsOf(session, one, organization, asked.witnesses),
        perUserMfaOf(session, one),
      ]);
      return { ...one, ...{ signIns, perUserMfa, places: placesOf(one.subject, signIns) } };
    }),
  );
  const subjects = readings.map((one) => ({ ...one, signIn: signInFactsOf(one, locations) }));
  const heard: WhatIfHeard =
    asked.witnesses && policies.value.length > 0
      ? await askWhatIf(graph, subjects, progress)
      : { answers: new Map(), unanswered: new Map(), unheard: [] };
  const judged = subjects.flatMap(({ subject, willBe, signIn, signIns }) => {
    const others = {
      whatIf: heard.answers.get(subject) ?? new Map(),
      unanswered: heard.unanswered.get(subject) ?? new Set<string>(),
      signIns,
    };
    return policies.value.map((policy) => {
      const now = bindingOf(policy, subject, signIn);
      const told = willBe === undefined ? now : bindingOf(policy, willBe, signIn);
      return compareWitnesses({ policy, subject, locations }, told, now.resources, others);
    });
  });
  const shown = subjects.map(
    ({ subject, willBe, is, server, enabled, signIn, signIns, mark }): ExclusionSubject => ({
      ...{ subject: willBe ?? subject, is, server, enabled, signIn, signIns },
      ...(mark === undefined ? {} : { mark }),
    }),
  );
  const noted = {
    ...{ policies: policies.value, identities: identities.value, securityDefaults, judged },
    subjects: subjects.map(({ subject, is, perUserMfa, willBe }) => ({
      ...{ name: subject.name, kind: subject.kind, is, perUserMfa, lacksRole: willBe !== undefined },
    })),
    now: serviceTime(organization),
  };
  return {
    ...{ organization, policies: policies.value, locations, identities: identities.value, judged },
    subjects: shown,
    notes: exclusionNotes(noted),
    beyond: beyondExclusion(noted),
    securityDefaults,
    unheard: asked.witnesses ? [...heard.unheard, ...unheardSignIns(shown)] : [],
  };
}

/** One after the other: Conditional Access answers once a second, and refuses what overtakes. */
async function readConditionalAccess(graph: Session["graph"]) {
  const policies = await readPolicies(graph);
  return { policies, locations: await observe(readNamedLocations(graph)) };
}

type Reading = FoundSubject & { readonly places: Fact<readonly Place[]> };

function signInFactsOf({ subject, is, places }: Reading, locations: SignInFacts["locations"]): SignInFacts {
  const asker =
    subject.kind === "application" ? "application" : is === "connector" || is === "cloud-sync" ? "engine" : "wizard";
  return {
    resources: resourcesOf(asker),
    addresses: mapFact(places, (value) => value.map(({ ip }) => ip)),
    locations,
  };
}

/** The newest of the last days; unknown where Graph cannot show them, or nobody has asked for them. */
export async function signInsOf(
  { graph }: Session,
  { subject }: Pick<FoundSubject, "subject">,
  organization: Read<Organization>,
  isAsked: boolean,
): Promise<Fact<readonly SeenSignIn[]>> {
  const { servicePlans, servicePlansTold } = organization.value;
  if (!isAsked) return unknown("The sign-in log was not asked.", "");
  if (subject.kind === "user" && subject.userId === null)
    return unknown("The account does not exist yet, and has not signed in.", "");
  if (servicePlansTold && !servicePlans.some((id) => PREMIUM_P1_PLANS.includes(id)))
    return unknown(
      "Microsoft Graph shows sign-ins to tenants with Microsoft Entra ID P1 only, and this one has none.",
      "Look at the sign-in log in the Entra admin center, which shows seven days.",
    );
  const since = new Date(serviceTime(organization) - SIGN_IN_DAYS * DAY_MS).toISOString();
  const who =
    subject.kind === "application"
      ? { kind: "application" as const, servicePrincipalId: subject.servicePrincipalId }
      : { kind: "user" as const, userId: subject.userId ?? "", events: "all" as const };
  return observe(readSignIns(graph, who, since));
}

/** Null: there is nobody to have one. */
async function perUserMfaOf({ graph }: Session, { subject }: FoundSubject): Promise<Fact<string> | null> {
  if (subject.kind === "application" || subject.userId === null) return null;
  return observe(readPerUserMfa(graph, subject.userId));
}

/** What is refused to one is refused to all: it is told once. */
function unheardSignIns(subjects: readonly ExclusionSubject[]): readonly Unheard[] {
  const reasons = new Map<string, Unheard[]>();
  for (const { subject, signIns } of subjects) {
    if (signIns.state === "known" || (subject.kind === "user" && subject.userId === null)) continue;
    const { reason, remedy } = signIns;
    reasons.set(reason, [
      ...(reasons.get(reason) ?? []),
      { witness: "sign-ins", subject: subject.name, reason, remedy },
    ]);
  }
  return [...reasons.values()].flatMap((same) => {
    const [first] = same;
    return first === undefined || same.length === 1 ? same : [{ ...first, subject: null }];
  });
}
