// The audit and sign-in logs.
import { ROLE } from "../directory-roles.js";
import { anyOf, both, type PermissionRow } from "./row.js";

const AUDITS = anyOf("AuditLog.Read.All", "Directory.Read.All");
/** Without Directory.Read.All besides, as the list of known issues has it, the licence was not found once. */
const SIGN_INS = anyOf("AuditLog.Read.All");

/** "Microsoft Entra built-in roles" gives the last one auditLogs and signInReports to read. */
const READERS = [
  ROLE.reportsReader,
  ROLE.securityReader,
  ROLE.globalReader,
  ROLE.securityOperator,
  ROLE.securityAdministrator,
  ROLE.hybridIdentityAdministrator,
];

export const auditLogRows: readonly PermissionRow[] = [
  both("GET /auditLogs/directoryAudits", "directoryaudit-list", AUDITS, READERS),
  both("GET /auditLogs/directoryAudits/:id", "directoryaudit-get", AUDITS, READERS),
  both("GET /auditLogs/signIns", "signin-list", SIGN_INS, READERS),
  both("GET /auditLogs/signIns/:id", "signin-get", SIGN_INS, READERS),
];
