// What becomes of one policy: whom of those that it binds it excludes, by what, or why it is left as it is. Pure.
import { SYNC_ROLE_IDS } from "../knowledge/directory.js";
import { GuardError } from "../shapes/errors.js";
import type { Policy } from "../tenant/policies.js";
import type { AskedSubject, ExclusionInput, Freed } from "./exclusion.js";
import { type ExcludeChange, excludeGroup, excludeRoles, excludeUsers } from "./exclusion-changes.js";
import { type FoundGroup, groupNameOf } from "./exclusion-group.js";
import type { ExclusionWishes } from "./exclusion-wishes.js";
import { disputed, namesOf, notExcluded, undecided } from "./exclusion-words.js";
import { canSatisfy } from "./satisfiable.js";
import type { UserSubject } from "./subject.js";
import type { JudgedBinding } from "./witnesses.js";

type Via = "role" | "user" | "group";
export type AskedUser = AskedSubject & { readonly subject: UserSubject };

interface OfPolicy {
  readonly changes: readonly ExcludeChange[];
  readonly members: readonly UserSubject[];
  readonly warnings: readonly string[];
  readonly freed: readonly Freed[];
}

const NOTHING: OfPolicy = { changes: [], members: [], warnings: [], freed: [] };

/** @throws {GuardError} `legacy-clients` */
export function exclusionsOfPolicy(
  policy: Policy,
  users: readonly AskedUser[],
  input: ExclusionInput,
  wishes: ExclusionWishes,
): OfPolicy {
  const insisted = wishes.policies.some((id) => id.toLowerCase() === policy.id.toLowerCase());
  const concerning = pairs(policy, users, input.judged);
  const left = (warning: string): OfPolicy => ({ ...NOTHING, warnings: [warning] });
  if (insisted) refuseLegacy(policy, concerning);
  const live = concerning.filter(({ judged }) => judged.verdict !== "does-not-bind" || judged.agreed === false);
  if (live.length === 0)
    return insisted && concerning.length > 0
      ? left(
          `"${policy.displayName}" does not bind ${namesOf(concerning)}: it is left as it is, although it was named.`,
        )
      : NOTHING;
  if (live.some(({ judged }) => judged.blocksLegacyClients))
    return left(
      `"${policy.displayName}" keeps out clients without modern authentication, and nobody is excluded from it.`,
    );
  if ((policy.strange ?? []).length > 0)
    return left(
      `"${policy.displayName}" is not understood by this version as a whole (${policy.strange?.join(", ") ?? ""}), and never written: whether it binds ${namesOf(live)} has to be seen to by hand.`,
    );
  if (policy.state === "enabledForReportingButNotEnforced")
    return left(
      live.some(({ judged }) => judged.named)
        ? onPurpose(policy, live)
        : `"${policy.displayName}" is report-only and left as it is; it will bind ${namesOf(live)} once it is switched on. Run the command again then.`,
    );
  const contradicted = live.filter(({ judged }) => judged.agreed === false && !isNamed(judged));
  if (contradicted.length > 0 && !insisted) return left(disputed(policy, contradicted));
  const parts = VIAS.map((via) =>
    byWay(
      policy,
      live.filter(({ user }) => viaOf(user, wishes) === via),
      { via, insisted, group: input.group, wishes },
    ),
  );
  return {
    changes: parts.flatMap(({ changes }) => changes),
    members: parts.flatMap(({ members }) => members),
    warnings: parts.flatMap(({ warnings }) => warnings),
    freed: parts.flatMap(({ freed }) => freed),
  };
}

const VIAS: readonly Via[] = ["role", "user", "group"];

function viaOf(user: AskedUser, { via }: ExclusionWishes): Via {
  return via ?? (synchronises(user) ? "role" : "user");
}

export function synchronises({ is }: AskedSubject): boolean {
  return is === "connector" || is === "cloud-sync";
}

interface Pair {
  readonly user: AskedUser;
  readonly judged: JudgedBinding;
}

function pairs(policy: Policy, users: readonly AskedUser[], judged: readonly JudgedBinding[]): readonly Pair[] {
  return users.flatMap((user) => {
    const one = judged.find(({ policyId, subject }) => policyId === policy.id && subject === user.subject.name);
    return one === undefined ? [] : [{ user, judged: one }];
  });
}

/** Nothing opens it: such clients cannot be asked for a second factor, and passwords are guessed through them. */
function refuseLegacy(policy: Policy, concerning: readonly Pair[]): void {
  if (!concerning.some(({ judged }) => judged.blocksLegacyClients)) return;
  throw new GuardError(
    `"${policy.displayName}" keeps out clients without modern authentication: nobody is excluded from it.`,
    {
      code: "legacy-clients",
      remedy: `Leave --policy ${policy.id} out. Entra Connect needs no exclusion from it: it uses modern authentication.`,
    },
  );
}

interface Way {
  readonly via: Via;
  readonly insisted: boolean;
  readonly group: FoundGroup | null;
  readonly wishes: ExclusionWishes;
}

function byWay(policy: Policy, live: readonly Pair[], { via, insisted, group, wishes }: Way): OfPolicy {
  const named = live.filter(({ judged }) => isNamed(judged));
  // A role or a group cannot leave out the one that is named; users are taken one by one.
  const free = via === "user" ? live.filter((pair) => !named.includes(pair)) : live;
  const told = named.length === 0 ? [] : [onPurpose(policy, named)];
  if (named.length > 0 && via !== "user") return { ...NOTHING, warnings: told };
  const satisfied = insisted
    ? []
    : free.filter(({ user, judged }) => judged.verdict === "binds" && canSatisfy(policy, user.is));
  const bound = free.filter((pair) => !satisfied.includes(pair) && (pair.judged.verdict === "binds" || insisted));
  const open = free.filter(({ judged }) => judged.verdict === "unknown");
  const warnings = [
    ...told,
    ...(satisfied.length === 0
      ? []
      : [
          `"${policy.displayName}" binds ${namesOf(satisfied)}, and whoever signs in can do what it demands: it is left as it is.`,
        ]),
    ...(bound.length === 0 && open.length > 0 ? [undecided(policy, open)] : []),
  ];
  if (bound.length === 0) return { ...NOTHING, warnings };
  const done = exclude(policy, bound, { via, group, wishes });
  return { ...done, warnings: [...warnings, ...done.warnings] };
}

function exclude(policy: Policy, bound: readonly Pair[], { via, group, wishes }: Omit<Way, "insisted">): OfPolicy {
  const able = bound.filter(({ user: { subject } }) => (via === "role" ? isHolder(subject) : subject.userId !== null));
  const unable = bound.filter((pair) => !able.includes(pair));
  const subjects = able.map(({ user }) => user.subject);
  const warnings = unable.length === 0 ? [] : [notExcluded(policy, unable, via)];
  if (subjects.length === 0) return { ...NOTHING, warnings };
  const freed = subjects.map(({ name }) => ({ policyId: policy.id, subject: name }));
  if (via === "user") return { changes: excludeUsers(policy, subjects), members: [], warnings, freed };
  if (via === "group") {
    const name = group?.group.displayName ?? groupNameOf(wishes.groupName);
    const changes = excludeGroup(policy, { id: group?.group.id ?? null, name });
    return { changes, members: subjects, warnings, freed };
  }
  const changes = excludeRoles(policy, subjects);
  if (changes.length > 0) return { changes, members: [], warnings, freed };
  const without = `"${policy.displayName}" excludes the role already, and binds ${namesOf(able)} all the same. To exclude by user: --via user.`;
  return { ...NOTHING, warnings: [...warnings, without] };
}

function isNamed({ named, verdict }: JudgedBinding): boolean {
  return named && verdict !== "does-not-bind";
}

/** Tenant-wide, active and by itself; an account that is still to be made will hold it. */
function isHolder({ userId, roleIds }: UserSubject): boolean {
  return userId === null || roleIds.some(isSyncRole);
}

function isSyncRole(id: string): boolean {
  return SYNC_ROLE_IDS.includes(id.toLowerCase());
}

function onPurpose(policy: Policy, named: readonly Pair[]): string {
  const reason = named.find(({ judged }) => judged.named)?.judged.reason ?? "";
  return `"${policy.displayName}" names ${namesOf(named)} on purpose (${reason}); it is left as it is.`;
}
