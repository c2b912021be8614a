// The library's public face.

export type { CleanupWishes } from "./accounts/cleanup-wishes.js";
export { NO_WISHES, type SetupWishes } from "./accounts/setup-wishes.js";
export { type FileJournalsOptions, fileJournals } from "./changes/file-journals.js";
export type { Journal, Journals } from "./changes/journal.js";
export { CLOUDS, type Cloud, type CloudName, cloudNamed } from "./cloud/clouds.js";
export type { ConnectionOptions } from "./cloud/connections.js";
export { createRedactor, type Redactor } from "./cloud/redaction.js";
export type { AuthKind } from "./cloud/sign-in/auth-kinds.js";
export type { ChangeOptions, Dialogue, Proposal } from "./commands/carry-out.js";
export { type CleanupAccountsOptions, cleanupAccounts, tendQuarantines } from "./commands/cleanup-accounts.js";
export { type CleanupHealthOptions, cleanupHealth } from "./commands/cleanup-health.js";
export { type DoctorOptions, doctor } from "./commands/doctor.js";
export { type MfaExclusionAddOptions, mfaExclusionAdd } from "./commands/mfa-exclusion-add.js";
export { type MfaExclusionRemoveOptions, mfaExclusionRemove } from "./commands/mfa-exclusion-remove.js";
export { type MfaExclusionStatusOptions, mfaExclusionStatus } from "./commands/mfa-exclusion-status.js";
export { type RegisterAppOptions, registerApp } from "./commands/register-app.js";
export type { NextSteps } from "./commands/registration-result.js";
export { type Opening, openSession, type Session, type SessionOptions } from "./commands/session.js";
export { type SetupServiceAccountOptions, setupServiceAccount } from "./commands/setup-svc-account.js";
export { type UnregisterAppOptions, unregisterApp } from "./commands/unregister-app.js";
export { type VerifySyncOptions, verifySync } from "./commands/verify-sync.js";
export type { ResultName, ResultOf } from "./report/result-schemas.js";
export type { Change, ChangeOutcome } from "./shapes/change.js";
export * from "./shapes/errors.js";
export type { Fact, Source } from "./shapes/fact.js";
export type { Finding, Summary } from "./shapes/finding.js";
