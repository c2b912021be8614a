// The page on the sandbox lists what is implemented, and nothing else.
import { readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { documentedTable, supportMarkdown } from "../../scripts/support-table.mjs";
import type { SupportRow } from "../../src/sandbox/routes.js";
import { listAt, preparedFolder, startTestSandbox } from "./sandbox-client.js";

test("docs/sandbox.md has the table of what is implemented (else: npm run build && npm run docs:support)", async () => {
  const sandbox = await startTestSandbox({ dir: await preparedFolder() });
  const { body } = await sandbox.send("https://graph.microsoft.com/$support");
  await sandbox.close();
  const page = readFileSync(path.join(import.meta.dirname, "../../docs/sandbox.md"), "utf8");
  expect(documentedTable(page)).toBe(supportMarkdown(listAt(body, "routes") as readonly SupportRow[]));
});
