// Findings as a test report that build servers read (the JUnit schema of Jenkins, which GitLab and Azure Pipelines share).
import type { ResultOf } from "./result-schemas.js";
import { verdictSentence } from "./verify-sync-verdict.js";

type VerifyResult = ResultOf<"verify-sync">;
type FindingView = VerifyResult["findings"][number];

/**
 * A case for each check. A failure or an error is only what decides the verdict, so that the build server comes to the same
 * as the exit code; during a maintenance nothing does.
 */
export function verifySyncJunit(result: VerifyResult): string {
  const cases = result.findings.map((finding) => ({ finding, is: kindOf(finding, result) }));
  const count = (kind: Kind) => cases.filter(({ is }) => is === kind).length;
  const counts = `tests="${cases.length}" failures="${count("failure")}" errors="${count("error")}" skipped="${count("skipped")}"`;
  const { tenant, tenantId, at, toolVersion } = result;
  const facts = { tenantId, tenant: tenant.initialDomain, cloud: tenant.cloud, toolVersion, verdict: result.verdict };
  const suite = `name="aadc-cloud verify-sync" ${counts} time="0" timestamp="${escaped(at.slice(0, 19))}"`;
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="aadc-cloud verify-sync" ${counts} time="0">`,
    `  <testsuite ${suite}>`,
    "    <properties>",
    ...Object.entries(facts).map(([name, value]) => `      <property name="${name}" value="${escaped(value)}"/>`),
    "    </properties>",
    ...cases.flatMap(({ finding, is }) => caseOf(finding, is)),
    `    <system-out>${escaped(verdictSentence(result).text)}</system-out>`,
    "  </testsuite>",
    "</testsuites>",
    "",
  ].join("\n");
}

type Kind = "passed" | "failure" | "error" | "skipped" | "told";

function kindOf({ id, result }: FindingView, { decidedBy, maintenance }: VerifyResult): Kind {
  if (result === "not-applicable") return "skipped";
  if (result === "pass") return "passed";
  if (maintenance?.muted === true) return "skipped";
  if (!decidedBy.includes(id)) return "told";
  return result === "fail" ? "failure" : "error";
}

function caseOf(finding: FindingView, is: Kind): readonly string[] {
  const { id, title, result, severity, evidence, remedy, doc } = finding;
  const text = [evidence, ...(remedy === "" ? [] : [`What to do: ${remedy}`]), `See ${doc}`].join("\n");
  const word = result === "fail" ? severity : result;
  const below = {
    passed: [],
    skipped: [`      <skipped message="${escaped(`${word}: ${evidence}`)}"/>`],
    told: [`      <system-out>${escaped(`${word}: ${text}`)}</system-out>`],
    failure: [`      <failure type="${word}" message="${escaped(evidence)}">${escaped(text)}</failure>`],
    error: [`      <error type="${word}" message="${escaped(evidence)}">${escaped(text)}</error>`],
  }[is];
  const open = `    <testcase classname="aadc-cloud.verify-sync" name="${escaped(`${id} ${title}`)}" time="0"`;
  return below.length === 0 ? [`${open}/>`] : [`${open}>`, ...below, "    </testcase>"];
}

const ENTITIES: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };
const LONGEST = 4_000;

/** What XML 1.0 does not allow (section 2.2, Char) and what hides or turns text becomes `�`: one such character ends a whole report. */
function escaped(text: string): string {
  const short = text.length > LONGEST ? `${text.slice(0, LONGEST - 1)}…` : text;
  return short
    .replace(/[^\P{Cc}\n]|[\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}\uFFFE\uFFFF]/gu, "\uFFFD")
    .replace(/[&<>"]/g, (character) => ENTITIES[character] ?? "");
}
