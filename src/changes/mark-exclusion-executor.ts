// Keeps in an account's mark until when it is excluded, and from what.
import { path } from "../cloud/odata.js";
import type { ServiceClient } from "../cloud/service-client.js";
import { GuardError } from "../shapes/errors.js";
import type { MarkExclusionChange, MarkedExclusion } from "../shapes/exclusion-change.js";
import { fitsMark, markContent, markTooSmall } from "../shapes/mark-content.js";
import { MARK_NAME, type Mark, readMark } from "../tenant/marks.js";
import { type Executor, other, type Sight } from "./executor.js";
import { sameJson } from "./policy-images.js";
import { mendsWithTime } from "./refusals.js";

export function markExclusionExecutor(graph: ServiceClient): Executor<MarkExclusionChange> {
  return {
    goodReads: 3,
    isLag: mendsWithTime("add-extension"),
    look: (changes) =>
      Promise.all(
        changes.map(async ({ target, before, after }): Promise<Sight> => {
          const { value: mark } = await readMark(graph, target.userId);
          const now = exclusionIn(mark);
          const image = mark === null ? {} : { image: mark.content };
          if (sameExclusion(now, after)) return { at: "after", ...image };
          if (sameExclusion(now, before)) return { at: "before", ...image };
          const until = now === null ? "of no exclusion" : `of an exclusion until ${now.excludedUntil}`;
          return { ...other(`the mark of ${target.userPrincipalName} tells ${until}`), ...image };
        }),
      ),
    async send({ target, after }) {
      const { value: mark } = await readMark(graph, target.userId);
      const content = markContent(mark?.content ?? null, after);
      // It was looked at when this was planned: something was written into the mark since.
      if (!fitsMark(content)) throw filledSince(target.userPrincipalName, after);
      const extension = { "@odata.type": "#microsoft.graph.openTypeExtension", extensionName: MARK_NAME, ...content };
      const all = path`/v1.0/users/${target.userId}/extensions`;
      // "Update openTypeExtension" leaves open whether what is not named stays: so everything is named.
      return mark === null
        ? graph.write("POST", all, extension, "mark-accounts")
        : graph.write("PATCH", all + path`/${MARK_NAME}`, extension, "mark-accounts");
    },
  };
}

/** What a mark tells of an exclusion; null: nothing. */
function exclusionIn(mark: Mark | null): MarkedExclusion | null {
  if (mark === null || mark.excludedUntil === null) return null;
  return { excludedUntil: mark.excludedUntil, excludedFrom: mark.excludedFrom ?? [] };
}

/** The same moment may be written in several ways. */
function sameExclusion(a: MarkedExclusion | null, b: MarkedExclusion | null): boolean {
  if (a === null || b === null) return a === b;
  return timeOf(a) === timeOf(b) && sameJson(a.excludedFrom, b.excludedFrom);
}

function timeOf({ excludedUntil }: MarkedExclusion): number | string {
  const time = Date.parse(excludedUntil);
  return Number.isNaN(time) ? excludedUntil : time;
}

function filledSince(name: string, after: MarkedExclusion | null): GuardError {
  return new GuardError(markTooSmall(name, after), {
    code: "mark-too-large",
    remedy: "Something else was written into it meanwhile: run the command again, and it tells what to do.",
  });
}
