// The groups by which those who are asked for may be excluded, as they are now. Reads only.
import type { ServiceClient } from "../cloud/service-client.js";
import type { GroupAsked } from "../conditional-access/ending-groups.js";
import type { MarkedAccount } from "../conditional-access/ending-marks.js";
import type { AskedSubject } from "../conditional-access/exclusion.js";
import { groupNameOf, mailNicknameOf } from "../conditional-access/exclusion-group.js";
import type { OurEntries } from "../conditional-access/our-entries.js";
import { known } from "../shapes/fact.js";
import { readGroupState, readGroupsCalled } from "../tenant/group-state.js";
import { readGroupMembers } from "../tenant/groups.js";
import { observe } from "../tenant/observe.js";
import type { Policy } from "../tenant/policies.js";

interface About {
  readonly ours: OurEntries;
  readonly marked: readonly MarkedAccount[];
  readonly subjects: readonly AskedSubject[];
  readonly policies: readonly Policy[];
  /** Of `--for`. */
  readonly words: readonly string[];
}

interface Named {
  readonly id: string;
  readonly name: string;
}

/**
 * Those that runs have used for them; and the usual one where a mark tells of an exclusion that no entry of the account shows.
 * @param beforeGroups called before groups are read that journals tell of
 */
export async function surveyEndingGroups(
  graph: ServiceClient,
  about: About,
  beforeGroups: () => Promise<void>,
): Promise<readonly GroupAsked[]> {
  const used = usedGroups(about);
  if (used.length > 0) await beforeGroups();
  const name = groupNameOf(null);
  const usual = isThroughGroup(about) ? await observe(readGroupsCalled(graph, name, mailNicknameOf(name))) : null;
  const found = usual?.state === "known" ? usual.value.map(({ id, displayName }) => ({ id, name: displayName })) : [];
  const each = new Map([...used, ...found].map((one) => [one.id.toLowerCase(), one]));
  return Promise.all([...each.values()].map((group) => readGroup(graph, group)));
}

function usedGroups({ ours, subjects, words }: About): readonly Named[] {
  const said = new Set(words.map((word) => word.toLowerCase()));
  const ids = new Set(
    subjects.flatMap(({ subject }) => (subject.kind === "user" ? (subject.userId?.toLowerCase() ?? []) : [])),
  );
  const isAsked = (asked: readonly string[]) => asked.some((word) => said.has(word));
  return [
    ...ours.groups.filter(({ asked }) => isAsked(asked)).map(({ groupId: id, groupName: name }) => ({ id, name })),
    ...ours.members
      .filter(
        ({ asked, memberId, memberName }) =>
          isAsked([...asked, memberName.toLowerCase()]) || ids.has(memberId.toLowerCase()),
      )
      .map(({ groupId: id, groupName: name }) => ({ id, name })),
    ...ours.entries.filter(({ list, asked }) => list === "excludeGroups" && isAsked(asked)),
  ];
}

function isThroughGroup({ marked, policies }: About): boolean {
  return marked.some(({ userId, mark }) =>
    policies.some(
      ({ id, conditions }) =>
        mark.excludedFrom.some((one) => one.toLowerCase() === id.toLowerCase()) &&
        conditions.users?.excludeUsers.every((one) => one.toLowerCase() !== userId.toLowerCase()) === true,
    ),
  );
}

async function readGroup(graph: ServiceClient, { id, name }: Named): Promise<GroupAsked> {
  const common = { id, name, mailNickname: mailNicknameOf(name), gone: false };
  const state = await observe(readGroupState(graph, id));
  if (state.state === "unknown") return { ...common, members: state };
  if (state.value === null) return { ...common, gone: true, members: known([], state.source) };
  const { displayName, mailNickname } = state.value;
  return { ...common, name: displayName, mailNickname, members: await observe(readGroupMembers(graph, id)) };
}
