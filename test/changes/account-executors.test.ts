// What the executors of accounts see: the very properties that they write, and nothing of somebody else's taken for theirs.
import { describe, expect, test } from "vitest";
import { accountExecutors } from "../../src/changes/account-executor-set.js";
import { createAccountLookup } from "../../src/changes/account-lookup.js";
import type { RunMoment } from "../../src/changes/run-moment.js";
import { ServiceError } from "../../src/shapes/errors.js";
import { caught } from "../support/caught.js";
import { answering, type Canned, cannedService, forbidden, json, notFound } from "../tenant/canned-service.js";
import {
  CREATE,
  DELETE,
  DISABLE,
  ID,
  MARK,
  PASSWORD,
  RESET,
  RESTORE,
  RUN,
  UNMARK,
  UPN,
  WIRE,
} from "./account-samples.js";

const BY_NAME = `/v1.0/users/${UPN}`;
const BY_ID = `/v1.0/users/${ID}`;
const MARKED_BY_NAME = `/v1.0/users/${UPN}/extensions/com.aadc-cloud`;
const DELETED = `/v1.0/directory/deletedItems/${ID}`;
const MARKED = `/v1.0/users/${ID}/extensions/com.aadc-cloud`;

function setUp(answers: Readonly<Record<string, Canned>>, run: Partial<RunMoment> = {}) {
  const service = answering(answers);
  const executors = accountExecutors({
    graph: service.client,
    lookup: createAccountLookup(service.client),
    password: () => PASSWORD,
    keepPass: () => undefined,
    run: () => ({ ...RUN, ...run }),
    justification: "the wizard",
  });
  return { ...service, executors };
}
const account = (change: Partial<Record<keyof typeof WIRE, unknown>> = {}) => json({ ...WIRE, ...change });

describe("an account that is to be created", () => {
  const look = async (user: Canned, run?: Partial<RunMoment>) =>
    (await setUp({ [BY_NAME]: user }, run).executors["create-user"]?.look([CREATE]))?.[0];

  test("is not there, or is as planned; its image is what was answered, and holds no password", async () => {
    expect(await look(notFound)).toEqual({ at: "before" });
    expect(await look(account())).toEqual({ at: "after", image: WIRE });
    expect(await look(account({ userPrincipalName: UPN.toUpperCase() }))).toMatchObject({ at: "after" });
    expect(await look(account({ passwordPolicies: "DisableStrongPassword, DisablePasswordExpiration" }))).toMatchObject(
      { at: "after" },
    );
  });

  test.each<[string, Partial<Record<keyof typeof WIRE, unknown>>, string]>([
    ["from Active Directory", { onPremisesSyncEnabled: true }, "onPremisesSyncEnabled"],
    ["disabled", { accountEnabled: false }, "accountEnabled"],
    ["with a password that expires", { passwordPolicies: null }, "passwordPolicies"],
    ["of another name", { displayName: "\u001b[31mevil" }, "displayName"],
    ["of another nickname", { mailNickname: "x" }, "mailNickname"],
  ])("%s is another one, and only the property is named", async (_what, change, named) => {
    expect(await look(account(change))).toEqual({
      at: "other",
      what: `${UPN} exists, and is not as planned: ${named}`,
    });
  });

  test("older than the plan it was only hidden; in the same second it may be ours", async () => {
    const older = account({ createdDateTime: "2026-11-22T09:59:59Z" });
    expect(await look(older)).toEqual({
      at: "other",
      what: `${UPN} was there before, and was not shown when the plan was made`,
    });
    expect(
      await look(account({ createdDateTime: "2026-11-22T10:00:00Z" }), { at: "2026-11-22T10:00:00.900Z" }),
    ).toMatchObject({ at: "after" });
  });

  describe("by a run that was cut, and that no answer told of it", () => {
    const lookInDoubt = async (user: Canned, mark: Canned, startedAt = RUN.at) => {
      const by = setUp({ [BY_NAME]: user, [MARKED_BY_NAME]: mark }, { at: "2026-11-22T11:00:00Z", startedAt });
      by.executors["create-user"]?.sentEarlier?.(CREATE, null);
      return { ...by, sight: (await by.executors["create-user"]?.look([CREATE]))?.[0] };
    };
    const markOf = (run: string) => json({ purpose: "service-account", run, created: "2026-11-22T10:00:00Z" });

    test("is its own where it bears its own mark", async () => {
      const { sight, sent } = await lookInDoubt(account(), markOf(RUN.runId));
      expect(sight).toEqual({ at: "after", image: WIRE });
      expect(sent).toHaveLength(2);
    });

    test("is somebody else's where it bears another run's mark, whatever else is in it, or is older than the run", async () => {
      expect((await lookInDoubt(account(), markOf("another"))).sight).toMatchObject({ at: "after", whose: "others" });
      const strange = await lookInDoubt(account({ displayName: "x" }), markOf("another"));
      expect(strange.sight).toMatchObject({ at: "other", whose: "others" });
      const older = account({ createdDateTime: "2026-11-22T09:59:59Z" });
      expect((await lookInDoubt(older, notFound)).sight).toMatchObject({ at: "after", whose: "others" });
    });

    test("is taken for its own without a mark, and said not to be proven", async () => {
      const { sight } = await lookInDoubt(account(), notFound);
      expect(sight).toMatchObject({ at: "after", whose: {} });
      expect(JSON.stringify(sight?.whose)).toContain("--reset-password");
    });

    test("is its own once an answer has told its id, and no mark is asked for", async () => {
      const { executors, sent } = setUp({ [BY_ID]: account() });
      executors["create-user"]?.sentEarlier?.(CREATE, { at: RUN.at });
      executors["create-user"]?.recall?.(CREATE, ID);
      expect(await executors["create-user"]?.look([CREATE])).toEqual([{ at: "after", image: WIRE }]);
      expect(sent).toHaveLength(1);
    });
  });

  test("is looked for by its id once that is known, and is ours then, whatever its time says", async () => {
    const { executors, sent } = setUp({ [BY_ID]: account({ createdDateTime: "2026-11-22T09:59:58Z" }) });
    executors["create-user"]?.recall?.(CREATE, ID);
    expect(await executors["create-user"]?.look([CREATE])).toMatchObject([{ at: "after" }]);
    expect(sent).toHaveLength(1);
  });

  test("that may not be looked at is not taken for missing", async () => {
    await expect(look(forbidden)).rejects.toThrow("403");
  });

  test("whose name is held by something that is not shown is waited for, and then there is a way out", async () => {
    const { client } = cannedService(() => ({
      status: 400,
      body: { error: { code: "Request_BadRequest", message: "Another object", details: [{ code: "ObjectConflict" }] } },
    }));
    const executors = accountExecutors({
      graph: client,
      lookup: createAccountLookup(client),
      password: () => PASSWORD,
      run: () => RUN,
      justification: "",
    });
    const creating = executors["create-user"];
    const error = await caught(ServiceError, Promise.resolve(creating?.send(CREATE)));
    expect(creating?.isLag(error)).toBe(true);
    expect(error.remedy).toContain("--name");
    expect(creating?.waitingFor?.(CREATE, error)).toContain(UPN);
  });
});

describe("an account that is to be deleted", () => {
  const look = async (answers: Readonly<Record<string, Canned>>) =>
    await setUp(answers).executors["delete-user"]?.look([DELETE]);

  test("is gone only when it is seen among the deleted ones", async () => {
    expect(await look({ [BY_ID]: account() })).toEqual([{ at: "before", image: WIRE }]);
    expect(await look({ [DELETED]: json({ id: ID }) })).toEqual([{ at: "after" }]);
    expect(await look({})).toEqual([{ at: "before" }]);
    expect(await look({ [BY_ID]: account(), [DELETED]: json({ id: ID }) })).toMatchObject([{ at: "before" }]);
  });
});

test("an account that is to be deleted is another one once its name was changed, or it was enabled or disabled", async () => {
  const look = async (user: Canned, before = DELETE.before) =>
    (await setUp({ [BY_ID]: user }).executors["delete-user"]?.look([{ ...DELETE, before }]))?.[0];
  const disabled = account({ accountEnabled: false });
  expect(await look(account({ displayName: "x" }))).toEqual({
    at: "other",
    what: `${UPN} has another display name by now`,
  });
  expect(await look(disabled)).toMatchObject({ at: "other", what: `${UPN} was disabled since` });
  const before = { ...DELETE.before, accountEnabled: false };
  expect(await look(account(), before)).toMatchObject({ at: "other", what: `${UPN} was enabled since` });
  expect(await look(disabled, before)).toMatchObject({ at: "before" });
});

test("an account that the same plan disables is deleted all the same", async () => {
  const { client } = cannedService(({ method, address }) =>
    method === "PATCH" ? { status: 204 } : address === DELETED ? notFound : account({ accountEnabled: false }),
  );
  const executors = accountExecutors({ graph: client, lookup: createAccountLookup(client), justification: "" });
  await executors["set-account-enabled"]?.send(DISABLE);
  expect(await executors["delete-user"]?.look([DELETE])).toMatchObject([{ at: "before" }]);
});

describe("an account that is to be restored", () => {
  const look = async (user: Canned) => await setUp({ [BY_ID]: user }).executors["restore-user"]?.look([RESTORE]);

  test("is not there, is there, or has come back under another name", async () => {
    expect(await look(notFound)).toEqual([{ at: "before" }]);
    expect(await look(account())).toEqual([{ at: "after", image: WIRE }]);
    expect(await look(account({ userPrincipalName: "svc2@contoso.onmicrosoft.com" }))).toEqual([
      { at: "other", what: `${UPN} came back under another name: its own is taken` },
    ]);
  });
});

test("an account that is to be disabled is seen enabled or disabled; not seen, it is not taken for either", async () => {
  const look = async (user: Canned) => await setUp({ [BY_ID]: user }).executors["set-account-enabled"]?.look([DISABLE]);
  expect(await look(account())).toEqual([{ at: "before", image: WIRE }]);
  expect(await look(account({ accountEnabled: false }))).toMatchObject([{ at: "after" }]);
  expect(await look(notFound)).toEqual([{ at: "before" }]);
});

describe("a password that is to be reset", () => {
  const old = account({ lastPasswordChangeDateTime: RESET.before.lastPasswordChangeDateTime });

  const earlierSent = (
    changed: string,
    answer: { readonly at: string | null } | null,
    change = RESET,
    run: Partial<RunMoment> = { at: "2026-11-22T11:00:00Z", startedAt: RUN.at },
  ) => {
    const { executors } = setUp({ [BY_ID]: account({ lastPasswordChangeDateTime: changed }) }, run);
    const resetting = executors["reset-password"];
    resetting?.sentEarlier?.(change, answer);
    return { repeats: resetting?.mustRepeat?.(change), look: async () => (await resetting?.look([change]))?.[0] };
  };

  test("whose age the plan does not know is the old one, however old, also for a run that is gone on with", async () => {
    const unknown = { ...RESET, before: { lastPasswordChangeDateTime: null } };
    const { executors } = setUp({ [BY_ID]: account({ lastPasswordChangeDateTime: "2026-11-22T09:59:59Z" }) });
    expect(await executors["reset-password"]?.look([unknown])).toMatchObject([{ at: "before" }]);
    const answer = { at: "2026-11-22T10:00:05Z" };
    expect(await earlierSent("2026-11-22T09:59:59Z", answer, unknown).look()).toMatchObject({ at: "before" });
    expect(await earlierSent("2026-11-22T10:00:04Z", answer, unknown).look()).toMatchObject({ at: "after" });
  });

  test("and was not answered before the run was cut is sent again, and no time is proof of it", async () => {
    const { repeats, look } = earlierSent("2026-11-22T10:00:04Z", null);
    expect(repeats).toBe(true);
    expect(await look()).toMatchObject({ at: "before" });
  });

  test("and was answered before the run was cut is ours up to some seconds after the answer, and somebody else's then", async () => {
    const answer = { at: "2026-11-22T10:00:05Z" };
    const { repeats, look } = earlierSent("2026-11-22T10:00:07Z", answer);
    expect(repeats).toBe(false);
    expect(await look()).toMatchObject({ at: "after" });
    expect(await earlierSent("2026-11-22T10:00:20Z", answer).look()).toEqual({
      at: "other",
      what: `the password of ${UPN} was set once more, at 2026-11-22T10:00:20Z: the stored one is not it`,
    });
    // By clocks that contradict each other nothing is told.
    const wrong = earlierSent("2026-11-22T10:00:20Z", { at: "2026-11-21T10:00:00Z" });
    expect(await wrong.look()).toMatchObject({ at: "after" });
    expect(await earlierSent("2026-11-22T10:00:20Z", { at: null }).look()).toMatchObject({ at: "after" });
  });

  test("is sent again where the password of the part that was cut is lost, once", async () => {
    const { client } = cannedService(({ method }) => (method === "PATCH" ? { status: 204 } : account()));
    const resetting = accountExecutors({
      graph: client,
      lookup: createAccountLookup(client),
      password: () => PASSWORD,
      passwordIsLost: () => true,
      run: () => RUN,
      justification: "",
    })["reset-password"];
    expect(resetting?.mustRepeat?.(RESET)).toBe(false);
    resetting?.sentEarlier?.(RESET, { at: RUN.at });
    expect(resetting?.mustRepeat?.(RESET)).toBe(true);
    await resetting?.send(RESET);
    expect(resetting?.mustRepeat?.(RESET)).toBe(false);
  });

  test("that somebody else has reset meanwhile is not ours; after sending it, it is", async () => {
    expect(await setUp({ [BY_ID]: old }).executors["reset-password"]?.look([RESET])).toMatchObject([{ at: "before" }]);
    expect(await setUp({ [BY_ID]: account() }).executors["reset-password"]?.look([RESET])).toEqual([
      { at: "other", what: `the password of ${UPN} was changed` },
    ]);
    const { executors } = setUpReset(account());
    await executors["reset-password"]?.send(RESET);
    expect(await executors["reset-password"]?.look([RESET])).toMatchObject([{ at: "after" }]);
  });

  test("that expires is not as it was written", async () => {
    const { executors } = setUpReset(account({ passwordPolicies: null }));
    await executors["reset-password"]?.send(RESET);
    expect(await executors["reset-password"]?.look([RESET])).toMatchObject([{ at: "other" }]);
  });

  test("in the very second of the last one is told by the answer's time", async () => {
    // The canned service's time is 10:00:00.
    const now = "2026-11-22T10:00:00Z";
    const sameSecond = { ...RESET, before: { lastPasswordChangeDateTime: now } };
    const { executors } = setUpReset(account({ lastPasswordChangeDateTime: now }));
    const resetting = executors["reset-password"];
    expect(await resetting?.look([sameSecond])).toMatchObject([{ at: "before" }]);
    await resetting?.send(sameSecond);
    expect(await resetting?.look([sameSecond])).toMatchObject([{ at: "after" }]);
    const stale = { ...RESET, before: { lastPasswordChangeDateTime: "2026-11-22T09:59:59Z" } };
    const late = setUpReset(account({ lastPasswordChangeDateTime: "2026-11-22T09:59:59Z" })).executors[
      "reset-password"
    ];
    await late?.send(stale);
    expect(await late?.look([stale])).toMatchObject([{ at: "before" }]);
  });

  function setUpReset(user: Canned) {
    const { client } = cannedService(({ method }) => (method === "PATCH" ? { status: 204 } : user));
    return {
      executors: accountExecutors({
        graph: client,
        lookup: createAccountLookup(client),
        password: () => PASSWORD,
        run: () => RUN,
        justification: "",
      }),
    };
  }
});

describe("a mark", () => {
  const mark = {
    extensionName: "com.aadc-cloud",
    purpose: "service-account",
    run: RUN.runId,
    created: "2026-11-22T10:00:00Z",
  };

  test("is looked for by the account's id; another purpose is somebody else's", async () => {
    const { executors, sent } = setUp({ [MARKED]: json(mark) });
    executors["create-user"]?.recall?.(CREATE, ID);
    expect(await executors["mark-account"]?.look([MARK])).toEqual([{ at: "after", image: mark }]);
    expect(await executors["unmark-account"]?.look([UNMARK])).toEqual([{ at: "before", image: mark }]);
    expect(sent.map(({ address }) => address)).toEqual([MARKED, MARKED]);
    const theirs = setUp({ [MARKED]: json({ ...mark, run: "r" }), [BY_NAME]: account() }).executors;
    expect(await theirs["mark-account"]?.look([MARK])).toMatchObject([{ at: "after", whose: "others" }]);
    const strange = setUp({ [MARKED]: json({ ...mark, purpose: "mine" }), [BY_NAME]: account() }).executors;
    expect(await strange["mark-account"]?.look([MARK])).toMatchObject([{ at: "other" }]);
    expect(await strange["unmark-account"]?.look([UNMARK])).toMatchObject([{ at: "other" }]);
    const none = setUp({ [BY_NAME]: account() }).executors;
    expect(await none["mark-account"]?.look([MARK])).toEqual([{ at: "before" }]);
    expect(await none["unmark-account"]?.look([UNMARK])).toEqual([{ at: "after" }]);
  });

  test("of an account that nobody sees yet is waited for", async () => {
    const { executors } = setUp({});
    expect(await executors["mark-account"]?.look([MARK])).toEqual([{ at: "before" }]);
    const error = await caught(ServiceError, Promise.resolve(executors["mark-account"]?.send(MARK)));
    expect(executors["mark-account"]?.isLag(error)).toBe(true);
  });
});

test("without password, run and a place for passes nothing is known of what needs them", () => {
  const { client } = cannedService(() => notFound);
  const few = accountExecutors({ graph: client, lookup: createAccountLookup(client), justification: "" });
  expect(Object.keys(few).sort()).toEqual([
    "delete-pass",
    "delete-user",
    "restore-user",
    "set-account-enabled",
    "unassign-role",
    "unmark-account",
  ]);
});
