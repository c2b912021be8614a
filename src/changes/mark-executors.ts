// Carries out the mark of an account: the open extension by which this program knows again what it has made.
import { path } from "../cloud/odata.js";
import type { ServiceClient } from "../cloud/service-client.js";
import type { MarkAccountChange, UnmarkAccountChange } from "../shapes/account-change.js";
import { MARK_NAME, type Mark, readMark } from "../tenant/marks.js";
import { type AccountLookup, requireUserId } from "./account-lookup.js";
import { AFTER, BEFORE, type Executor, other, type Sight } from "./executor.js";
import { mendsWithTime } from "./refusals.js";
import type { RunMoment } from "./run-moment.js";

/** @param run is noted in the mark, asked for at the moment of sending */
export function markAccountExecutor(
  graph: ServiceClient,
  lookup: AccountLookup,
  run: () => RunMoment,
): Executor<MarkAccountChange> {
  return {
    goodReads: 3,
    isLag: mendsWithTime("add-extension"),
    look: (changes) =>
      Promise.all(
        changes.map(async ({ target, after }): Promise<Sight> => {
          const userId = await lookup.userId(target);
          const mark = userId === null ? null : (await readMark(graph, userId)).value;
          if (mark === null) return BEFORE;
          if (mark.purpose !== after.purpose)
            return other(`${target.userPrincipalName} has a mark ${MARK_NAME} with another purpose`);
          const ours = mark.run === run().runId;
          return { at: "after", image: imageOf(mark), ...(ours ? {} : { whose: "others" }) };
        }),
      ),
    async send({ target, after }) {
      const userId = await requireUserId(lookup, target);
      const { runId, at } = run();
      return graph.write(
        "POST",
        path`/v1.0/users/${userId}/extensions`,
        {
          "@odata.type": "#microsoft.graph.openTypeExtension",
          extensionName: MARK_NAME,
          purpose: after.purpose,
          run: runId,
          created: at,
        },
        "create-users",
      );
    },
  };
}

export function unmarkAccountExecutor(graph: ServiceClient): Executor<UnmarkAccountChange> {
  return {
    goodReads: 3,
    isLag: mendsWithTime("delete-extension"),
    look: (changes) =>
      Promise.all(
        changes.map(async ({ target, before }): Promise<Sight> => {
          const { value: mark } = await readMark(graph, target.userId);
          if (mark === null) return AFTER;
          return mark.purpose === before.purpose
            ? { at: "before", image: imageOf(mark) }
            : other(`${target.userPrincipalName} has a mark ${MARK_NAME} with another purpose`);
        }),
      ),
    send: ({ target }) =>
      graph.write("DELETE", path`/v1.0/users/${target.userId}/extensions/${MARK_NAME}`, undefined, "create-users"),
  };
}

function imageOf({ purpose, run, created }: Mark) {
  return { extensionName: MARK_NAME, purpose, run, created };
}
