// Every scenario's identities are what the committed table says: each row cites its facts.
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import * as z from "zod";
import { resultIn } from "../support/cli-result-schemas.js";
import { startStage } from "../support/cli-stage.js";

const rows = z
  .array(
    z.strictObject({
      name: z.string(),
      scenario: z.string(),
      before: z.array(z.array(z.string())).default([]),
      events: z.array(z.array(z.string())),
      /** By name up to the digits of the installation: the class, and the fact that makes it so. */
      classes: z.record(z.string(), z.strictObject({ class: z.string(), fact: z.string() })),
    }),
  )
  .parse(JSON.parse(readFileSync(new URL("../accounts/expected-classes.json", import.meta.url), "utf8")));

const short = (name: string) => name.replace(/(?:_[0-9a-f]{12})?@.*$|_[0-9a-f]{12}$/, "");

test.each(rows)(
  "$name",
  async ({ scenario, before, events, classes }) => {
    const stage = await startStage({ scenario });
    try {
      for (const line of [...before, ...events.map((event) => ["sandbox", "do", ...event])]) {
        const { code, stderr } = await stage.cli(line);
        expect(code, stderr).toBe(0);
      }
      stage.time.pass(2_000);
      const { stdout } = await stage.cli(["cleanup-accounts", "-o", "json"]);
      const { identities } = resultIn("cleanup-accounts", stdout);
      const told = identities
        .map(({ name, class: found, because }) => `${short(name)}: ${found}. ${because}`)
        .join("\n");
      const found = Object.fromEntries(identities.map((one) => [short(one.name), one.class]));
      const expected = Object.fromEntries(Object.entries(classes).map(([name, one]) => [name, one.class]));
      expect(found, told).toEqual(expected);
    } finally {
      await stage.close();
    }
  },
  120_000,
);
