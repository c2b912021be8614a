// A Temporary Access Pass is told once: it is kept before anything else, and one that was not kept is as none.
import { describe, expect, test } from "vitest";
import { accountExecutors } from "../../src/changes/account-executor-set.js";
import { createAccountLookup } from "../../src/changes/account-lookup.js";
import type { NewPass } from "../../src/changes/pass-executors.js";
import { PermissionError, ServiceError, UsageError } from "../../src/shapes/errors.js";
import { caught } from "../support/caught.js";
import { type Canned, cannedService, forbidden, json } from "../tenant/canned-service.js";
import { DELETE_PASS, PASS } from "./account-samples.js";

const VALUE = "Tap-Value+1";
const MADE = {
  status: 201,
  body: { id: "p-1", temporaryAccessPass: VALUE, startDateTime: "2026-11-22T10:00:00Z", lifetimeInMinutes: 480 },
};
const LISTED = json({ value: [{ id: "p-1", isUsable: true, temporaryAccessPass: null }] });

function setUp(posted: Canned, listed: Canned = LISTED, keepPass?: (pass: NewPass) => void | Promise<void>) {
  const kept: NewPass[] = [];
  const service = cannedService(({ method }) => (method === "POST" ? posted : listed));
  const { client: graph } = service;
  const executors = accountExecutors({
    graph,
    lookup: createAccountLookup(graph),
    keepPass: keepPass ?? ((pass) => void kept.push(pass)),
    justification: "",
  });
  return { ...service, ...executors, kept };
}

describe("a pass", () => {
  test("is kept with its end before the answer is given on", async () => {
    let isKept = false;
    const { "create-pass": executor } = setUp(MADE, LISTED, async (pass) => {
      await Promise.resolve();
      isKept = pass.value === VALUE;
    });
    await executor?.send(PASS);
    expect(isKept).toBe(true);
    const { "create-pass": another, kept } = setUp(MADE);
    await another?.send(PASS);
    expect(kept).toEqual([{ value: VALUE, passId: "p-1", expires: "2026-11-22T18:00:00.000Z" }]);
  });

  test("that is there counts only when its value was kept, now or in the part of the run that was cut", async () => {
    const { "create-pass": executor, sent } = setUp(MADE);
    expect(await executor?.look([PASS])).toEqual([{ at: "before" }]);
    expect(sent).toEqual([]);
    await executor?.send(PASS);
    expect(await executor?.look([PASS])).toEqual([{ at: "after" }]);
    const later = setUp(MADE)["create-pass"];
    later?.recall?.(PASS, "p-1");
    expect(await later?.look([PASS])).toEqual([{ at: "after" }]);
    const replaced = setUp(MADE, json({ value: [{ id: "p-2" }] }))["create-pass"];
    replaced?.recall?.(PASS, "p-1");
    expect(await replaced?.look([PASS])).toEqual([{ at: "before" }]);
  });

  test("that could not be kept is not one", async () => {
    const full = new UsageError("The disk is full.", { code: "x", remedy: "y" });
    const { "create-pass": executor } = setUp(MADE, LISTED, () => Promise.reject(full));
    await expect(executor?.send(PASS)).rejects.toBe(full);
    expect(await executor?.look([PASS])).toEqual([{ at: "before" }]);
  });

  test("that the answer does not tell is as lost as the answer", async () => {
    for (const body of [undefined, { id: "p-1" }, { id: "p-1", temporaryAccessPass: "" }]) {
      const { "create-pass": executor } = setUp({ status: 201, body });
      const error = await caught(ServiceError, Promise.resolve(executor?.send(PASS)));
      expect(error.carriedOut).toBe("unknown");
      expect(error.message).not.toContain(VALUE);
    }
  });

  test("that may not be made: the role that is above role holders, or the tenant's settings, are named", async () => {
    const refused = await caught(PermissionError, Promise.resolve(setUp(forbidden)["create-pass"]?.send(PASS)));
    expect(refused.remedy).toContain("Privileged Authentication Administrator");
    const body = { error: { code: "badRequest", message: "Invalid LifetimeInMinutes specified." } };
    const { "create-pass": executor } = setUp({ status: 400, body });
    const error = await caught(ServiceError, Promise.resolve(executor?.send(PASS)));
    expect(error.remedy).toContain("Temporary Access Pass");
    expect(executor?.isLag(error)).toBe(false);
  });

  test("is deleted by its id, and then not listed", async () => {
    const { "delete-pass": executor, sent } = setUp(MADE);
    expect(await executor?.look([DELETE_PASS])).toEqual([{ at: "before" }]);
    await executor?.send(DELETE_PASS);
    expect(sent.at(-1)).toMatchObject({ method: "DELETE", address: expect.stringMatching(/\/p-1$/) as string });
    expect(await setUp(MADE, json({ value: [] }))["delete-pass"]?.look([DELETE_PASS])).toEqual([{ at: "after" }]);
  });
});
