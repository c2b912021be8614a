// How exclusions, and what belongs to them, are taken back, in words.
import type { ExclusionChange } from "./exclusion-change.js";
import type { TakingBack } from "./taking-back.js";

type Words = { readonly [K in ExclusionChange["kind"]]: (change: Extract<ExclusionChange, { kind: K }>) => TakingBack };

const can = (words: string): TakingBack => ({ possible: true, words });

const ENTRY_ENDS =
  "The entries that are added here are taken out of the policy; what others have added to it by then stays. Whoever is covered by nothing else is bound again.";

export const EXCLUSION_WORDS: Words = {
  "exclude-user": () => can(ENTRY_ENDS),
  "exclude-role": () => can(ENTRY_ENDS),
  "exclude-group": () => can(ENTRY_ENDS),
  "end-exclusion": () =>
    can(
      "The same entries are put into the policy again; what others have changed in the list by then stays. One that was to end at some time is put back only before that time.",
    ),
  "create-group": () =>
    can(
      "The group is deleted, and can be restored for 30 days. It stays where a policy excludes it still, or somebody is in it whom this run has not added.",
    ),
  "delete-group": () => ({
    possible: false,
    words:
      "This program restores no group. Within 30 days: Microsoft Entra admin center, Groups, Deleted groups, Restore.",
  }),
  "add-group-member": () => can("The account is taken out of the group."),
  "remove-group-member": () =>
    can("The account is put into the group again; where its exclusion was to end at some time, only before that time."),
  "mark-exclusion": ({ before }) =>
    can(
      before === null
        ? "The mark says nothing of an exclusion any more. A mark that was made for it stays, empty."
        : "The mark says again what it said before.",
    ),
};
