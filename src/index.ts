// The library's public face.
export { CLOUDS, type Cloud, type CloudName, cloudNamed } from "./cloud/clouds.js";
export type { ConnectionOptions } from "./cloud/connections.js";
export { createRedactor, type Redactor } from "./cloud/redaction.js";
export type { AuthKind } from "./cloud/sign-in/auth-kinds.js";
export type { ChangeOptions, Dialogue, Proposal } from "./commands/carry-out.js";
export { type CleanupHealthOptions, cleanupHealth } from "./commands/cleanup-health.js";
export { type DoctorOptions, doctor } from "./commands/doctor.js";
export { type MfaExclusionAddOptions, mfaExclusionAdd, mfaExclusionStatus } from "./commands/mfa-exclusion.js";
export { type Opening, openSession, type Session, type SessionOptions } from "./commands/session.js";
export { type SetupServiceAccountOptions, setupServiceAccount } from "./commands/setup-svc-account.js";
export { type VerifySyncOptions, verifySync } from "./commands/verify-sync.js";
export type { ResultName, ResultOf } from "./report/result-schemas.js";
export type { Change, ChangeOutcome } from "./shapes/change.js";
export * from "./shapes/errors.js";
export type { Fact, Source } from "./shapes/fact.js";
export type { Finding, Summary } from "./shapes/finding.js";
