// The maintainer's script: from a sheet of facts to the table, and what it refuses.
import { expect, test } from "vitest";
import { tableFrom } from "../../scripts/connect-versions.mjs";
import { type ConnectVersions, connectVersionsSchema, lostSince } from "../../src/knowledge/connect-versions.js";
import { compareVersions } from "../../src/knowledge/version-numbers.js";

const BEFORE: ConnectVersions = {
  schema: "aadc-cloud/connect-versions@1",
  asOf: "2026-10-06",
  sources: ["https://learn.microsoft.com/versions"],
  floors: [
    {
      below: "2.4.18.0",
      belowNonCommercial: "2.4.21.0",
      effective: "2025-04-07",
      stops: "wizard",
      source: "microsoft",
    },
    { below: "2.5.79.0", effective: "2026-09-30", stops: "synchronization", source: "microsoft" },
    {
      below: "2.6.84.0",
      effective: "2027-04-07",
      stops: "synchronization",
      needsApplication: true,
      source: "third-party",
    },
  ],
  releases: [
    { version: "2.6.92.0", released: "2026-09-23", supportEnds: null, recalled: false },
    { version: "2.6.3.0", released: "2026-03", supportEnds: "2027-07-07", recalled: false, knownIssues: ["It hurts."] },
  ],
};
const FLOORS = [
  { id: "x", below: "2.0.0.0", effective: "2022-08-31", effect: "unsupported", confidence: "microsoft" },
  {
    below: "2.6.84.0",
    alsoRequires: "application-based authentication",
    effective: "2027-04-07",
    effect: "synchronization stops",
    confidence: "secondary: somebody says so",
  },
  { below: "2.5.79.0", effective: "2026-09-30", effect: "all services stop", confidence: "microsoft" },
  {
    below: "2.4.18.0",
    belowNonCommercial: "2.4.21.0",
    effective: "2025-04-07",
    effect: "wizard sign-in fails; sync keeps running",
    confidence: "microsoft",
  },
];
const VERSIONS = [
  {
    version: "2.6.3.0",
    released: "2026-03",
    supportEnds: "2027-07-07",
    recalled: false,
    note: "x",
    autoUpgrade: "yes",
  },
  { version: "2.6.92.0", released: "2026-09-23", supportEnds: null, recalled: false },
];
const sheet = (change: object = {}) => ({
  schema: "aadc-cloud/entra-connect-versions@1",
  asOf: "2026-10-06",
  sources: ["https://learn.microsoft.com/en-us/versions (a saved copy)"],
  floors: FLOORS,
  versions: VERSIONS,
  ...change,
});
const made = (change?: object) =>
  tableFrom(sheet(change), BEFORE, { connectVersionsSchema, lostSince }, compareVersions);

test("a sheet that says the same, in another order, makes the same table", () => {
  expect(made()).toEqual({ table: BEFORE, changes: [] });
});

test("what changes is said: a new build, an end that is printed now, a floor that moves or is withdrawn", () => {
  const [unsupported, applications, service, wizard] = FLOORS;
  const { table, changes } = made({
    asOf: "2026-12-01",
    floors: [unsupported, { ...service, effective: "2026-10-31" }, wizard],
    versions: [
      ...VERSIONS.slice(0, 1),
      { version: "2.6.92.0", released: "2026-09-23", supportEnds: "2027-11-30", recalled: false },
      { version: "2.6.100.0", released: "2026-11-30", supportEnds: null, recalled: false, knownIssues: ["New."] },
    ],
  });
  expect(applications?.below).toBe("2.6.84.0");
  expect(changes.join("\n")).toMatch(
    /as of 2026-10-06 -> 2026-12-01\nnew: 2\.6\.100\.0.*not printed\n2\.6\.92\.0: .*2027-11-30.*\nfloor 2\.5\.79\.0: .*2026-10-31.*\nfloor gone: 2\.6\.84\.0/s,
  );
  expect(table.releases.map(({ version }) => version)).toEqual(["2.6.100.0", "2.6.92.0", "2.6.3.0"]);
  expect(table.releases.map(({ knownIssues }) => knownIssues)).toEqual([["New."], undefined, ["It hurts."]]);
});

test.each([
  ["is older than the table", { asOf: "2026-10-05" }, "of 2026-10-05, the table of 2026-10-06"],
  ["has lost a build", { versions: VERSIONS.slice(1) }, "lacks what the table has: version 2.6.3.0"],
  ["has lost a floor of Microsoft's", { floors: FLOORS.slice(0, 3) }, "the floor 2.4.18.0 of the wizard"],
  ["tells of a day that there is not", { asOf: "2026-13-01" }, "is no day"],
  ["tells of a version that is none", { versions: [...VERSIONS, { ...VERSIONS[0], version: "2.x" }] }, "is no version"],
  ["tells a build twice", { versions: [...VERSIONS, VERSIONS[0]] }, "one stands there twice"],
  ["is of another form", { schema: "aadc-cloud/other@1" }, "schema"],
  ["stops something unheard of", { floors: [...FLOORS, { ...FLOORS[2], effect: "hurts" }] }, 'What does "hurts" stop'],
  ["needs something unheard of", { floors: [{ ...FLOORS[2], alsoRequires: "a key" }] }, 'What is "a key"'],
])("a sheet that %s is refused", (_what, change, words) => {
  expect(() => made(change)).toThrow(words);
});
