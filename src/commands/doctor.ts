import type { Protection } from "../cloud/sign-in/saved-session.js";
import type { ResultOf } from "../report/result-schemas.js";
import { operationsAsked, weightOf } from "../rights/operations-asked.js";
import { judgeOperator, overallVerdict, verdictOf } from "../rights/verdict.js";
import { type AadcError, ServiceError } from "../shapes/errors.js";
import { summarize } from "../shapes/finding.js";
import { TOOL_VERSION } from "../version.js";
import { surveyOperator } from "./doctor-survey.js";
import { failedBy } from "./operator-readings.js";
import type { SessionOptions } from "./session.js";

export interface DoctorOptions {
  /** Commands, or operations to the letter, that are wanted; empty: all there are. */
  readonly operations: readonly string[];
  readonly failOn: "error" | "warning";
  /** Says more of a refused sign-in than the refusal itself. */
  readonly explain?: (refusal: AadcError) => AadcError;
  /** How the tokens lie on the disk, where a saved sign-in is used. */
  readonly protection?: Protection;
  readonly ticket?: string;
}

/**
 * Can this operator do this migration? Reads only. A sign-in that is refused is a finding: what can be told without one
 * is told.
 * @throws {UsageError} for an operation that does not exist
 */
export async function doctor(signIn: SessionOptions, options: DoctorOptions): Promise<ResultOf<"doctor">> {
  const operations = operationsAsked(options.operations);
  const named = options.operations.length > 0;
  const { snapshot, operator, refusal, at } = await surveyOperator(signIn, operations, named);
  const explained = refusal === null ? null : (options.explain?.(refusal) ?? refusal);
  const findings = judgeOperator({
    ...snapshot,
    savedSession: options.protection ?? null,
    ...(explained === null ? {} : { signIn: failedBy(explained) }),
  });
  const { grants, discovery, tenantName } = snapshot;
  const name = tenantName.state === "known" ? tenantName.value : null;
  return {
    schema: "aadc-cloud/doctor@1",
    tenantId: name?.id ?? grants?.tenantId ?? (discovery.state === "known" ? discovery.value.tenantId : null) ?? null,
    tenant:
      name === null
        ? null
        : { displayName: name.displayName, initialDomain: name.initialDomain, cloud: signIn.cloud.name },
    at: at === null ? null : new Date(at).toISOString(),
    operator,
    toolVersion: TOOL_VERSION,
    ...(options.ticket === undefined ? {} : { ticket: options.ticket }),
    asked: snapshot.asked,
    signIn: refusal === null ? "done" : howItFailed(refusal),
    verdict: overallVerdict(findings, options.failOn),
    operations: operations.map((name) => ({
      name,
      weight: weightOf(name, named),
      verdict: verdictOf(name, findings, named),
    })),
    summary: summarize(findings),
    findings,
  };
}

/** Somebody said no, nobody answered, or nobody was there to be signed in with: no Azure CLI, or nobody in it. */
function howItFailed(refusal: AadcError): "failed" | "missing" | "refused" {
  if (refusal instanceof ServiceError) return "failed";
  return refusal.code === "azure-cli" ? "missing" : "refused";
}
