// --knowledge FILE: a newer table is taken, anything that knows less is refused.
import path from "node:path";
import { expect, test } from "vitest";
import { readKnowledgeFile } from "../../src/commands/knowledge-file.js";
import { CONNECT_VERSIONS } from "../../src/knowledge/connect-versions.js";
import { UsageError } from "../../src/shapes/errors.js";
import { caught } from "../support/caught.js";
import { temporaryFile, temporaryFolder } from "../support/temporary-folder.js";

const newest = { version: "2.7.1.0", released: "2026-12-01", supportEnds: null, recalled: false };
const NEWER = { ...CONNECT_VERSIONS, asOf: "2026-12-02", releases: [newest, ...CONNECT_VERSIONS.releases] };
const written = (content: unknown) =>
  temporaryFile("versions.json", typeof content === "string" ? content : JSON.stringify(content));
const refusal = (file: string) =>
  caught(
    UsageError,
    Promise.resolve().then(() => readKnowledgeFile(file)),
  );

test("a newer table is taken, and the file it comes from is told", () => {
  const file = written(NEWER);
  const { table, from } = readKnowledgeFile(file);
  expect(from).toBe(file);
  expect(table.asOf).toBe("2026-12-02");
  expect(table.releases[0]).toEqual(newest);
});

test.each([
  ["with the mark and the line ends of Windows", `\uFEFF${JSON.stringify(NEWER, null, 2).replaceAll("\n", "\r\n")}`],
  ["of the same day", { ...NEWER, asOf: CONNECT_VERSIONS.asOf }],
  ["with more in it than is understood here", { ...NEWER, later: [{ deep: true }] }],
  ["without what only others say", { ...NEWER, floors: NEWER.floors.filter(({ source }) => source === "microsoft") }],
])("%s it is taken, too", (_what, content) => {
  expect(readKnowledgeFile(written(content)).table.releases).toHaveLength(98);
});

test.each([
  ["older", { ...NEWER, asOf: "2026-10-05" }, "knowledge-older", "is of 2026-10-05; this program has a newer table"],
  ["without a build", { ...NEWER, releases: [newest] }, "knowledge-less", "version 2.6.92.0, version 2.6.91.0"],
  [
    "without a floor",
    { ...NEWER, floors: NEWER.floors.slice(0, 2) },
    "knowledge-less",
    "the floor 2.5.79.0 of the service",
  ],
  ["of another form", { ...NEWER, schema: "aadc-cloud/connect-versions@2" }, "knowledge-file", "at schema"],
  ["of no day", { ...NEWER, asOf: "2027-02-30" }, "knowledge-file", "at asOf: is no day"],
  ["with half a release", { ...NEWER, releases: [{ version: "2.7.1.0" }] }, "knowledge-file", "at releases.0"],
  [
    "with a version that is none",
    { ...NEWER, releases: [{ ...newest, version: "v2" }] },
    "knowledge-file",
    "is no version",
  ],
  [
    "with a build twice",
    { ...NEWER, releases: [newest, newest] },
    "knowledge-file",
    "at releases: one stands there twice",
  ],
  ["empty", "", "knowledge-file", "it is not JSON"],
  ["a list", [], "knowledge-file", "expected object"],
  ["nested beyond measure", "[".repeat(500_000), "knowledge-file", "is no table of versions"],
  ["enormous", `"${"x".repeat(1_100_000)}"`, "knowledge-file", "it is larger than 1 MB"],
])("a file that is %s is refused", async (_what, content, code, words) => {
  const error = await refusal(written(content));
  expect(error).toMatchObject({ code, message: expect.stringContaining(words) as unknown });
  expect(error.remedy).not.toBe("");
});

test("what is no file is refused, and what is not there", async () => {
  const folder = temporaryFolder();
  for (const name of [folder, path.join(folder, "missing.json")])
    expect((await refusal(name)).code).toBe("knowledge-file");
});
