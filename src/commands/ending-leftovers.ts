// What stays of runs when their exclusions are ended: locks, and what a run that was cut has left. Reads only.
import type { Journals } from "../changes/journal.js";
import type { EndingSurvey } from "./ending-survey.js";
import { listRuns } from "./run-views.js";
import type { Session } from "./session.js";

/** @param count of planned changes: where there is none, a lock of a run that came to its end is nobody's concern */
export async function leftoverWords(
  { ours, ground }: EndingSurvey,
  count: number,
  journals: Journals,
  { typed }: Session,
): Promise<readonly string[]> {
  const { locks, places } = ours;
  if (locks.length + places.length === 0) return [];
  const open = (await listRuns(journals)).flatMap(({ runId, state }) => (state === "open" ? [runId] : []));
  // What was perhaps made is known by its name.
  const there = locks.filter(({ policyId, policyName }) =>
    ground.policies.some(({ id, displayName }) => (policyId === null ? displayName === policyName : id === policyId)),
  );
  const standing = there.filter(({ runId }) => !open.includes(runId));
  const cut = open.flatMap((runId) => {
    const made = [
      ...places.filter((one) => one.runId === runId).map(({ locationName }) => `the named location "${locationName}"`),
      ...there.filter((one) => one.runId === runId).map(({ policyName }) => `the lock "${policyName}"`),
    ];
    return made.length === 0 ? [] : [{ runId, made: made.join(" and ") }];
  });
  return [
    ...(count === 0 ? [] : standing).map(
      ({ policyName, runId }) =>
        `The lock "${policyName}" stays: it only blocks, and nobody is left without MFA by it. To take it away with all that its run did: ${typed(`runs rollback ${runId}`)}`,
    ),
    ...cut.map(
      ({ runId, made }) =>
        `The run ${runId} was cut and is open. It has made ${made}, and that stays. To take back all that it did: ${typed(`runs rollback ${runId}`)}. How to go on with it: ${typed(`runs show ${runId}`)}`,
    ),
  ];
}
