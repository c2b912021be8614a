import { expect, test } from "vitest";
import { readApplicationsNamedSync, readUsersNamedSync } from "../../src/tenant/named-sync-identities.js";
import { observe } from "../../src/tenant/observe.js";
import { answering, cannedService, forbidden, json } from "./canned-service.js";

const USERS = "/v1.0/users";
const PRINCIPALS = "/v1.0/servicePrincipals";

test("users whose names begin as a server's do", async () => {
  const { client, sent } = answering({ [USERS]: json({ value: [{ id: "1", userPrincipalName: "Sync_A_0@x" }] }) });
  expect((await readUsersNamedSync(client)).value).toEqual({
    identities: [{ id: "1", type: "user", name: "Sync_A_0@x" }],
    complete: true,
  });
  expect(sent.map(({ address }) => address)).toEqual([
    `${USERS}?$filter=startswith(userPrincipalName,'Sync_')&$select=id,userPrincipalName&$top=100`,
  ]);
});

test("applications whose names begin as a server's do; one without a name is none of ours", async () => {
  const { client, sent } = answering({
    [PRINCIPALS]: json({
      value: [
        { id: "1", displayName: "ConnectSyncProvisioning_A_0" },
        { id: "2", displayName: null },
      ],
    }),
  });
  expect((await readApplicationsNamedSync(client)).value).toEqual({
    identities: [
      { id: "1", type: "application", name: "ConnectSyncProvisioning_A_0" },
      { id: "2", type: "application", name: "" },
    ],
    complete: true,
  });
  expect(sent.map(({ address }) => address)).toEqual([
    `${PRINCIPALS}?$filter=startswith(displayName,'ConnectSyncProvisioning_')&$select=id,displayName&$top=100`,
  ]);
});

test("short pages are gone through; of a tenant full of such names the first hundred or so are read, and that is said", async () => {
  let page = 0;
  const { client, sent } = cannedService(() => {
    page += 1;
    const value = Array.from({ length: 40 }, (_, index) => ({ id: `${page}-${index}`, userPrincipalName: "sync_x@x" }));
    return json({ value, "@odata.nextLink": `https://graph.microsoft.com${USERS}?$skiptoken=${page}` });
  });
  const { value } = await readUsersNamedSync(client);
  expect(value.identities).toHaveLength(120);
  expect(value.complete).toBe(false);
  expect(sent).toHaveLength(4);
});

test.each([
  ["refused", forbidden],
  ["throttled for too long", { status: 429 }],
  ["without an id", json({ value: [{ userPrincipalName: "Sync_A_0@x" }] })],
])("%s is unknown", async (_what, answer) => {
  const fact = await observe(readUsersNamedSync(answering({ [USERS]: answer }).client));
  expect(fact).toMatchObject({ state: "unknown", remedy: expect.stringMatching(/./) as string });
});
