// What the tenant shows of the steps of a run, before it is decided how they are taken back. Reads only.
import { createAccountLookup } from "../changes/account-lookup.js";
import { isCounterpart } from "../changes/counterpart.js";
import { BEFORE, type Executor, type Executors } from "../changes/executor.js";
import { createGroupLookup } from "../changes/group-lookup.js";
import type { SeenStep } from "../changes/inverse.js";
import { createPolicyImages } from "../changes/policy-images.js";
import { createLookup } from "../changes/registration-lookup.js";
import { isMade } from "../changes/run-record.js";
import type { ServiceClient } from "../cloud/service-client.js";
import type { AccountChange } from "../shapes/account-change.js";
import type { Change } from "../shapes/change.js";
import type { RunRecord, RunStep } from "../shapes/run.js";
import { isKnownKind, takingBackOf } from "../shapes/taking-back.js";
import { readNamedLocations } from "../tenant/named-locations.js";
import { readPolicies } from "../tenant/policies.js";
import { foundOfAccount, hasPrivilegedIdentity, plainRoleSight } from "./rollback-account.js";
import { lookAtExclusion, needsPolicies } from "./rollback-exclusion.js";
import { lookingExecutors, type RollbackWork } from "./rollback-executors.js";
import { type Beside, lookAtIdentityStep } from "./rollback-identity.js";
import { isOfLock, lookAtLock } from "./rollback-lock.js";
import { findRegistration, lookAtRegistration } from "./rollback-registration.js";

/** Steps that this run made or perhaps made, in order; of two that are about the same, the later one. */
export function stepsToTakeBack({ steps }: RunRecord): readonly RunStep[] {
  const made = steps.filter(({ state, outcome }) => state === "in-doubt" || isMade(outcome));
  return made
    .filter((step, index) => !made.slice(index + 1).some((later) => isCounterpart(step.change, later.change)))
    .map((step) => ({ ...step, objectId: step.objectId ?? earlierIdOf(step, made) }));
}

function earlierIdOf(step: RunStep, made: readonly RunStep[]): string | null {
  return made.findLast((one) => one.objectId !== null && isCounterpart(one.change, step.change))?.objectId ?? null;
}

export interface Survey {
  readonly seen: readonly SeenStep[];
  /** For those who take it back: what was found once is known to them. */
  readonly work: RollbackWork;
}

/**
 * @param continues whether taking it back was begun, and cut
 * @throws where anything cannot be read: what is taken back must be known
 */
export async function surveyRun(
  graph: ServiceClient,
  record: RunRecord,
  about: Pick<RollbackWork, "justification" | "ticket" | "origin" | "arm">,
  continues: boolean,
): Promise<Survey> {
  const steps = stepsToTakeBack(record);
  const changes = steps.map(({ change }) => change);
  const accounts = createAccountLookup(graph);
  const [policies, locations, known] = await Promise.all([
    changes.some((change) => needsPolicies(change) || isOfLock(change)) ? readPolicies(graph) : null,
    changes.some(({ kind }) => kind === "set-location-ranges") ? readNamedLocations(graph) : null,
    findRegistration(graph, steps),
  ]);
  const registration = createLookup(graph, known);
  const seenPolicies = policies?.value ?? [];
  const images = createPolicyImages(seenPolicies);
  const groups = createGroupLookup(graph);
  const work = {
    ...{ graph, accounts, registration, policies: seenPolicies, images, groups, ...about },
    locations: locations?.value ?? [],
  };
  const executors = lookingExecutors(work, { runId: record.runId, at: record.begun.at });
  for (const step of steps) recall(step, executors);
  const managed = changes.some(hasToDoWithRoles) ? await hasPrivilegedIdentity(graph) : false;
  const looked: SeenStep[] = [];
  // One after the other: an account that one step has found is known by its id to the next.
  for (const step of steps)
    looked.push(
      await look(step, executors, work, { managed, begunAt: record.begun.at, beside: { changes, continues } }),
    );
  const sights = looked.map(({ step, sight }) => ({ change: step.change, sight }));
  const run = { runId: record.runId, managed };
  const seen = await Promise.all(
    looked.map(async (one): Promise<SeenStep> => {
      const { change } = one.step;
      // Only of what is going to be taken back.
      if (one.sight?.at !== "after" || !isOfAccount(change)) return one;
      return { ...one, found: await foundOfAccount(work, change, sights, run) };
    }),
  );
  return { seen, work };
}

function recall({ change, objectId }: RunStep, executors: Executors): void {
  if (objectId === null || !isKnownKind(change.kind)) return;
  (executors[change.kind] as Executor<Change> | undefined)?.recall?.(change, objectId);
}

async function look(
  step: RunStep,
  executors: Executors,
  work: RollbackWork,
  { managed, begunAt, beside }: { readonly managed: boolean; readonly begunAt: string; readonly beside: Beside },
): Promise<SeenStep> {
  const { change } = step;
  if (!takingBackOf(change).possible) return { step, sight: null, found: {} };
  const own =
    (await lookAtRegistration(step, executors, work)) ??
    (await lookAtExclusion(step, work, begunAt)) ??
    (await lookAtLock(step, executors, work)) ??
    (await lookAtIdentityStep(step, executors, work, beside));
  if (own !== null) return { step, ...own };
  const executor = executors[change.kind] as Executor<Change> | undefined;
  // Of an account that is gone the service lists no passes: it refuses to.
  const isGone = change.kind === "create-pass" && (await work.accounts.account(change.target)) === null;
  const [sight] = isGone ? [BEFORE] : ((await executor?.look([change])) ?? []);
  if (sight === undefined) return { step, sight: null, found: {} };
  if (change.kind !== "assign-role" || change.after.how !== "direct" || sight.at !== "after" || !managed)
    return { step, sight, found: {} };
  const id = await work.accounts.userId(change.target);
  return { step, sight: id === null ? sight : await plainRoleSight(work.graph, change, sight, id), found: {} };
}

function hasToDoWithRoles({ kind }: Change): boolean {
  return kind === "create-user" || kind === "restore-user" || kind === "assign-role";
}

function isOfAccount(change: Change): change is AccountChange {
  return "userPrincipalName" in change.target && change.kind !== "mark-exclusion";
}
