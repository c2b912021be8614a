// Users that are computed: numbers, ids and names lead to each other; searching, changing and removing them; what it costs.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { candidatesFor } from "../../src/sandbox/directory/population-search.js";
import { parseFilter } from "../../src/sandbox/graph/odata-filter.js";
import { USER_FILTERS } from "../../src/sandbox/graph/user-filters.js";
import {
  computedId,
  computedName,
  computedProperty,
  computedUser,
  firstNumberAfter,
  hasProvisioningError,
  numberOfId,
  numberOfName,
  type Population,
} from "../../src/sandbox/store/population.js";
import { userSchema } from "../../src/sandbox/store/state/directory.js";
import { startWithTenant } from "./prepared-tenant.js";
import { at, listAt, type TestSandbox, textAt } from "./sandbox-client.js";

const LARGE: Population = {
  seed: 7,
  users: 500_000,
  usersWithProvisioningErrors: 1234,
  domain: "contoso.com",
  createdDateTime: "2018-01-01T00:00:00Z",
  lastSyncDateTime: "2026-11-22T06:00:00Z",
  removed: [],
};

const SOME = [0, 1, 2, 63, 64, 4095, 4096, 77_777, 250_000, 499_998, 499_999];

describe("numbers, ids and names", () => {
  test.each(SOME)("of number %i lead to it", (number) => {
    const id = computedId(LARGE, number);
    expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/u);
    expect(numberOfId(LARGE, id)).toBe(number);
    expect(firstNumberAfter(LARGE, id)).toBe(number + 1);
    expect(numberOfName(LARGE, computedName(LARGE, number).toUpperCase())).toBe(number);
    const user = computedUser(LARGE, number);
    expect(userSchema.parse(user)).toEqual(user);
    for (const name of Object.keys(user)) {
      expect(computedProperty(LARGE, number, name)).toEqual(user[name as keyof typeof user]);
    }
  });

  test("ids stand in the order of numbers, and are all different", () => {
    let previous = "";
    for (let number = 0; number < LARGE.users; number += 1) {
      const id = computedId(LARGE, number);
      if (id <= previous) expect.fail(`${previous} before ${id}`);
      previous = id;
    }
    expect(previous < "g").toBe(true);
  });

  test("what nobody has leads nowhere", () => {
    const id = computedId(LARGE, 5);
    for (const other of ["", "x", id.slice(0, -1), `${id.slice(0, -1)}${id.endsWith("0") ? "1" : "0"}`, "ffffffff"]) {
      expect(numberOfId(LARGE, other)).toBeUndefined();
    }
    const name = computedName(LARGE, 5);
    for (const other of ["", name.replace(".5@", ".6@"), name.replace("@", "@x."), "a.b.5@contoso.com", ".5@"]) {
      expect(numberOfName(LARGE, other)).toBeUndefined();
    }
  });

  test("errors stand at equal distances, as many as asked for", () => {
    let found = 0;
    for (let number = 0; number < LARGE.users; number += 1) if (hasProvisioningError(LARGE, number)) found += 1;
    expect(found).toBe(1234);
  });
});

describe("an index finds all whom the filter is true for", () => {
  const small: Population = { ...LARGE, users: 9000, usersWithProvisioningErrors: 70 };
  const [name, display] = [computedName(small, 4321), computedUser(small, 4321).displayName];
  test.each([
    [`userPrincipalName eq '${name}'`, 1],
    [`startswith(userPrincipalName,'${name.slice(0, 3)}')`, 300],
    [`startswith(userPrincipalName,'${name.slice(0, name.lastIndexOf("."))}')`, 3],
    [`startswith(mail,'${name.slice(0, name.indexOf("@"))}')`, 3],
    [`displayName eq '${display}'`, 3],
    [`startswith(displayName,'${display.slice(0, 2)}')`, 1500],
    [`surname eq '${String(display.split(" ")[1])}'`, 300],
    [`id in ('${computedId(small, 1)}','${computedId(small, 8999)}','x')`, 2],
    [`onPremisesImmutableId eq '${String(computedUser(small, 12).onPremisesImmutableId)}'`, 1],
    ["onPremisesSamAccountName eq 'U0000012'", 1],
    ["onPremisesProvisioningErrors/any(o:o/category eq 'PropertyConflict')", 70],
    ["onPremisesProvisioningErrors/any(o:o/propertyCausingError eq 'ProxyAddress')", 70],
    ["onPremisesProvisioningErrors/any(o:o/category eq 'x')", 70],
    ["onPremisesSyncEnabled eq true and accountEnabled eq true", 9000],
    ["onPremisesSyncEnabled eq null", 0],
    ["onPremisesLastSyncDateTime ge 2026-11-22T06:00:01Z", 0],
    ["serviceProvisioningErrors/any(e:e/isResolved eq false)", 0],
    ["not onPremisesProvisioningErrors/any(o:o/category eq 'PropertyConflict')", 9000],
    [`startswith(userPrincipalName,'${name.slice(0, 4)}') and onPremisesSyncEnabled eq true`, 300],
    [`userPrincipalName eq '${name}' or displayName eq '${display}'`, 4],
    [`department eq 'Sales' and startswith(userPrincipalName,'${name.slice(0, 4)}')`, 300],
  ])("%s", (text, most) => {
    const filter = parseFilter(text, USER_FILTERS, { advanced: true });
    const candidates = candidatesFor(small, filter.tree);
    const visited = [...candidates.from(0)];
    expect(visited).toEqual([...new Set(visited)].sort((one, other) => one - other));
    expect(visited.length).toBeLessThanOrEqual(most);
    const isMeant = (number: number) => filter.test((property) => computedProperty(small, number, property));
    const expected = Array.from({ length: small.users }, (_, number) => number).filter(isMeant);
    expect(visited.filter(isMeant)).toEqual(expected);
    if (candidates.isExact) expect(visited).toEqual(expected);
    const middle = visited[Math.floor(visited.length / 2)] ?? 0;
    expect([...candidates.from(middle)]).toEqual(visited.filter((number) => number >= middle));
  });
});
