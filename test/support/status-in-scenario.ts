// `mfa-exclusion status` of a scenario against the table that was worked out by hand from Microsoft's documentation.
import { readFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { expect } from "vitest";
import { type ExpectedTenant, readStatusTable } from "../conditional-access/read-status-table.js";
import { resultIn } from "./cli-result-schemas.js";
import { type Stage, startStage } from "./cli-stage.js";

const TABLES = fileURLToPath(new URL("../conditional-access/status-tables/", import.meta.url));

/** Subject, policy, verdict and controls, sorted. */
type Lines = readonly string[];

/** Every identity and every policy as in its table. */
export async function expectStatusOfTable(scenario: string): Promise<void> {
  const tenants = readStatusTable(readFileSync(path.join(TABLES, `${scenario}.md`), "utf8"));
  const stage = await startStage({ scenario });
  try {
    for (const [index, tenant] of tenants.entries()) {
      for (const number of tenant.numbers) {
        const numbered = (text: string) => text.replaceAll("{n}", number);
        const domain = numbered(tenant.domain);
        const { identities, policies, notes } = await statusOf(stage, index === 0 ? null : domain);
        const subjects = [...new Set(tenant.rows.map(({ subject }) => numbered(subject)))];
        expect(identities.map(({ name }) => name).sort(), domain).toEqual(subjects.sort());
        expect(seen(policies), domain).toEqual(wanted(tenant, policies, numbered));
        // What-If is asked by whoever administers the tenant; the provider has no right to it at its customers.
        const apart = policies.filter((one) => (index === 0 ? one.agreed !== true : one.agreed === false));
        expect(apart, domain).toEqual([]);
        expect(subjectsOf(notes), domain).toEqual(wantedNotes(tenant));
      }
    }
  } finally {
    await stage.close();
  }
}

async function statusOf(stage: Stage, customer: string | null) {
  // A customer's tenant is entered by the provider's application, as the provider itself would.
  const options =
    customer === null ? {} : { environment: { AZURE_CLIENT_SECRET: stage.sandbox.info.clients[0]?.clientSecret } };
  const where = customer === null ? [] : ["--tenant", customer, "--auth", "secret"];
  const { code, stdout, stderr } = await stage.cli(["mfa-exclusion", "status", "-o", "json", ...where], options);
  expect(code, stdout + stderr).toBe(0);
  return resultIn("mfa-exclusion-status", stdout);
}

type Told = Awaited<ReturnType<typeof statusOf>>["policies"];

function seen(policies: Told): Lines {
  return policies
    .map(({ subject, policyName, verdict, controls }) => lineOf(subject, policyName, verdict, [...controls].sort()))
    .sort();
}

/** Rows that stand for several policies are multiplied; of a row for every policy only the names come from the answer. */
function wanted(tenant: ExpectedTenant, told: Told, numbered: (text: string) => string): Lines {
  return tenant.rows
    .flatMap(({ subject, policies, verdict, controls }) => {
      const name = numbered(subject);
      if (typeof policies !== "number") return policies.map((policy) => lineOf(name, policy, verdict, controls ?? []));
      const own = told.filter((one) => one.subject === name);
      expect(new Set(own.map(({ policyId }) => policyId)).size, `policies told of ${name}`).toBe(policies);
      return own.map((one) => lineOf(name, one.policyName, verdict, [...one.controls].sort()));
    })
    .sort();
}

/** Each matter of the section "Besides", and how a note about it is known. What is off, or none, has no note. */
const MATTERS = {
  "security defaults": /security defaults are on/iu,
  "per-user MFA": /per-user MFA/iu,
  "Microsoft-managed policies": /managed by Microsoft/u,
  "report-only policies": /report-only/u,
  "exclusions without effect": /effect/u,
} as const;

function subjectsOf(notes: readonly string[]) {
  return Object.entries(MATTERS).flatMap(([matter, about]) => (notes.some((note) => about.test(note)) ? [matter] : []));
}

function wantedNotes({ besides }: ExpectedTenant): readonly string[] {
  expect([...besides.keys()]).toEqual(Object.keys(MATTERS));
  return [...besides]
    .filter(([, holds]) => !/^(?:off|none|disabled|of no account)\b/u.test(holds))
    .map(([matter]) => matter);
}

function lineOf(subject: string, policy: string, verdict: string, controls: readonly string[]): string {
  return `${subject} | ${policy} | ${verdict} | ${controls.join(", ")}`;
}
