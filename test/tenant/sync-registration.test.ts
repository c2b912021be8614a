import { expect, test } from "vitest";
import { observe } from "../../src/tenant/observe.js";
import { readGrantedAppRoles, readSyncRegistration } from "../../src/tenant/sync-registration.js";
import { answering, forbidden, json, notFound } from "./canned-service.js";

const ADDRESS = "/v1.0/applications(appId='a')";
const REGISTRATION = { id: "r", notes: "Owner: Ines", keyCredentials: [] };
const read = (body: unknown) => observe(readSyncRegistration(answering({ [ADDRESS]: json(body) }).client, "a"));

test("notes and the end of the last certificate", async () => {
  const { client, sent } = answering({
    [ADDRESS]: json({
      ...REGISTRATION,
      keyCredentials: [
        { endDateTime: "2027-01-02T00:00:00Z" },
        { endDateTime: "2027-01-02T00:00:00.1234567Z" },
        { endDateTime: "2026-12-31T23:00:00-05:00" },
        { endDateTime: null },
        { endDateTime: "never" },
      ],
    }),
  });
  expect((await readSyncRegistration(client, "a")).value).toEqual({
    ...{ id: "r", notes: "Owner: Ines" },
    certificateEnd: "2027-01-02T00:00:00.1234567Z",
  });
  expect(sent.map(({ address }) => address)).toEqual([`${ADDRESS}?$select=id,notes,keyCredentials`]);
});

test("one that is registered elsewhere is not here", async () => {
  const { client } = answering({ [ADDRESS]: notFound });
  expect((await readSyncRegistration(client, "a")).value).toBeNull();
});

test.each([[{ ...REGISTRATION, notes: null }], [{ ...REGISTRATION, keyCredentials: null }]])("%j", async (body) => {
  expect(await read(body)).toMatchObject({ state: "known", value: { id: "r", certificateEnd: null } });
});

test.each([[{ id: "r", keyCredentials: [] }], [{ ...REGISTRATION, notes: 7 }], [{ notes: null }], [[]]])(
  "%j is not understood: notes that are left out are not taken for none",
  async (body) => {
    expect(await read(body)).toMatchObject({ state: "unknown", remedy: expect.stringMatching(/./) as string });
  },
);

test("app roles of every resource", async () => {
  const address = "/v1.0/servicePrincipals/p%2F1/appRoleAssignments";
  const { client, sent } = answering({
    [decodeURIComponent(address)]: json({
      value: [
        { resourceId: "s", resourceDisplayName: "Service", appRoleId: "1", principalId: "p/1" },
        { resourceId: "t", resourceDisplayName: null, appRoleId: "2" },
      ],
    }),
  });
  expect((await readGrantedAppRoles(client, "p/1")).value).toEqual([
    { resourceId: "s", resourceName: "Service", appRoleId: "1" },
    { resourceId: "t", resourceName: "", appRoleId: "2" },
  ]);
  expect(sent[0]?.encoded).toBe(address);
});

test("app roles that may not be read are not none", async () => {
  const { client } = answering({ "/v1.0/servicePrincipals/p/appRoleAssignments": forbidden });
  expect(await observe(readGrantedAppRoles(client, "p"))).toMatchObject({ state: "unknown" });
});
