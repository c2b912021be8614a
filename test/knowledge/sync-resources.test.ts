// The dated list of resources: a wrong digit here asks about somebody else's service.
import { expect, test } from "vitest";
import { resourcesOf, SYNC_CLIENT_APP_IDS, SYNC_RESOURCES } from "../../src/knowledge/sync-resources.js";

const GRAPH = "00000003-0000-0000-c000-000000000000";
const OLD_GRAPH = "00000002-0000-0000-c000-000000000000";
const SYNC_FABRIC = "00000014-0000-0000-c000-000000000000";
const SYNC_SERVICE = "6bf85cfa-ac8a-4be5-b5de-425a0d0dc016";
const RESOURCE_MANAGER = "797f4846-ba00-4fd7-ba43-dac1f8f63013";

test("an engine, an application and the wizard ask for these, and for no client", () => {
  const idsFor = (asker: Parameters<typeof resourcesOf>[0]) => resourcesOf(asker).map(({ appId }) => appId);
  expect(idsFor("engine")).toEqual([OLD_GRAPH, GRAPH, SYNC_SERVICE, SYNC_FABRIC]);
  expect(idsFor("application")).toEqual([GRAPH, SYNC_SERVICE, SYNC_FABRIC]);
  expect(idsFor("wizard")).toEqual([OLD_GRAPH, GRAPH, SYNC_SERVICE, SYNC_FABRIC, RESOURCE_MANAGER]);
  for (const { appId } of SYNC_RESOURCES) expect(SYNC_CLIENT_APP_IDS).not.toContain(appId);
});

test("each says where it is known from; what has no id is never certain, and no id stands there twice", () => {
  const ids = SYNC_RESOURCES.flatMap(({ appId }) => appId ?? []);
  expect(new Set(ids).size).toBe(ids.length);
  for (const { source, name, appId, certain, askedBy } of SYNC_RESOURCES) {
    expect(source, name).not.toBe("");
    expect(askedBy, name).not.toEqual([]);
    if (appId === null) expect(certain, name).toBe(false);
    else expect(appId, name).toMatch(/^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
  }
});
