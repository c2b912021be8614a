// Whom else the end of exclusions binds again, beside those that synchronise by themselves: an administrator, say, who may be
// the one that everybody relies on when MFA fails. Reads only.
import type { ServiceClient } from "../cloud/service-client.js";
import { boundAgain } from "../conditional-access/bound-again.js";
import { boundPersonWarning } from "../conditional-access/bound-again-words.js";
import type { EndingPlan } from "../conditional-access/ending.js";
import type { AskedSubject } from "../conditional-access/exclusion.js";
import { resourcesOf } from "../knowledge/sync-resources.js";
import { unknown } from "../shapes/fact.js";
import { observe } from "../tenant/observe.js";
import type { Policy } from "../tenant/policies.js";
import { readMethods } from "../tenant/sign-in-methods.js";
import type { ConnectorSurvey } from "./connector-survey.js";

interface Concerned {
  readonly subjects: readonly AskedSubject[];
  readonly ground: Pick<ConnectorSurvey, "connectors"> & { readonly policies: readonly Policy[] };
}

/** One sentence or more of each; methods are read only of who is bound again. */
export async function warnOfBoundPersons(
  graph: ServiceClient,
  { subjects, ground }: Concerned,
  { changes, entries }: Pick<EndingPlan, "changes" | "entries">,
): Promise<readonly string[]> {
  const addresses = unknown<readonly string[]>("From where it signs in was not read.", "");
  const locations = unknown<never>("Named locations were not looked at for this account.", "");
  const signIn = { resources: resourcesOf("wizard"), addresses, locations };
  const told = await Promise.all(
    subjects.map(async ({ subject, is }) => {
      if (subject.kind === "application" || subject.userId === null) return [];
      const { userId } = subject;
      if (ground.connectors.some((one) => one.subject.userId === userId)) return [];
      const bound = boundAgain(ground.policies, changes, [{ subject, signIn }]);
      const mine = entries.filter(
        ({ id, list, policyId }) =>
          list === "excludeUsers" &&
          id.toLowerCase() === userId.toLowerCase() &&
          ground.policies.some((policy) => policy.id === policyId && policy.state !== "disabled"),
      );
      if (bound.length + mine.length === 0) return [];
      const methods = await observe(readMethods(graph, userId));
      return [
        boundPersonWarning({ subject, isServiceAccount: is === "service-account", entries: mine, bound, methods }),
      ];
    }),
  );
  return told.flat();
}
