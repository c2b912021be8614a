// Refusals that time alone mends, by what was asked for: status, Graph's code, and the code of a detail. Everything else
// ends a change. Texts are never compared ("Microsoft Graph error responses and resource types").
import { ServiceError } from "../shapes/errors.js";

/**
 * `lag`: an earlier change has not reached that part of the directory yet.
 * `conflict`: it is there (or gone) already, and the list that was looked at does not show it yet.
 */
export type Meaning = "lag" | "conflict";

interface Refusal {
  readonly status: number;
  /** `error.code`; undefined: the answer has none. */
  readonly code: string;
  /** One of `error.details[].code`; without it, the details do not matter. */
  readonly detail?: string;
  readonly means: Meaning;
}

/** An account or what belongs to it, which that replica does not know: "Microsoft Entra architecture", consistency. */
const UNSEEN: Refusal = { status: 404, code: "Request_ResourceNotFound", means: "lag" };
/** The same of a principal that a new object shall refer to: answered with either status. */
const UNSEEN_PRINCIPAL: Refusal = { status: 400, code: "Request_ResourceNotFound", means: "lag" };
/** Of PIM's service, which reads the directory by itself. */
const UNSEEN_SUBJECT: readonly Refusal[] = [
  { status: 404, code: "SubjectNotFound", means: "lag" },
  { status: 400, code: "SubjectNotFound", means: "lag" },
];
/** Directory objects with the same value of a unique property: microsoft-graph-docs, issue 1508. */
const SAME_VALUE: readonly Refusal[] = [
  { status: 400, code: "Request_BadRequest", detail: "ObjectConflict", means: "conflict" },
  { status: 409, code: "Request_MultipleObjectsWithSameKeyValue", means: "conflict" },
];

const REFUSALS = {
  "create-user": SAME_VALUE,
  // A name that another account holds by now is no matter of time.
  "restore-user": [UNSEEN, { status: 404, code: "ResourceNotFound", means: "lag" }],
  "write-user": [UNSEEN],
  "add-extension": [UNSEEN, { status: 409, code: "Request_MultipleObjectsWithSameKeyValue", means: "conflict" }],
  "delete-extension": [{ ...UNSEEN, means: "conflict" }],
  // The second assignment of a role is refused with a bare 400, while the list may not show the first one yet. The other
  // services that assign roles answer 409 RoleAssignmentExists; neither has a code of its own to tell it from bad input.
  "assign-role": [
    UNSEEN,
    UNSEEN_PRINCIPAL,
    { status: 400, code: "Request_BadRequest", means: "conflict" },
    { status: 409, code: "RoleAssignmentExists", means: "conflict" },
    { status: 409, code: "Request_MultipleObjectsWithSameKeyValue", means: "conflict" },
  ],
  "unassign-role": [{ ...UNSEEN, means: "conflict" }],
  "assign-role-by-pim": [
    UNSEEN,
    ...UNSEEN_SUBJECT,
    { status: 400, code: "RoleAssignmentExists", means: "conflict" },
    { status: 409, code: "RoleAssignmentExists", means: "conflict" },
  ],
  "unassign-role-by-pim": [
    ...UNSEEN_SUBJECT,
    { status: 400, code: "RoleAssignmentDoesNotExist", means: "conflict" },
    { status: 404, code: "RoleAssignmentDoesNotExist", means: "conflict" },
    // Five minutes must have passed since it began ("Assign Microsoft Entra roles in Privileged Identity Management").
    { status: 400, code: "ActiveDurationTooShort", means: "lag" },
  ],
  // The service of sign-in methods reads the directory by itself, and writes its codes in its own way.
  "create-pass": [UNSEEN, { status: 404, code: "resourceNotFound", means: "lag" }],
  "delete-pass": [
    { ...UNSEEN, means: "conflict" },
    { status: 404, code: "resourceNotFound", means: "conflict" },
  ],
  // One whose creation was not answered is looked for before it is sent again: Graph lets two have one name.
  "create-group": [UNSEEN],
  "delete-group": [UNSEEN],
  // "One or more added object references already exist": no code of its own tells it from bad input.
  "add-member": [UNSEEN, UNSEEN_PRINCIPAL, { status: 400, code: "Request_BadRequest", means: "conflict" }],
  "remove-member": [{ ...UNSEEN, means: "conflict" }],
  // Not of the service: what was sent and not answered is looked for some times before it is sent again.
  "make-lock": [UNSEEN],
  // The name may be held by one that a cut run has made.
  "create-application": SAME_VALUE,
  // "The appId … does not reference a valid application object": not known there yet.
  "create-service-principal": [UNSEEN, UNSEEN_PRINCIPAL, { status: 400, code: "Request_BadRequest", means: "lag" }],
  "write-registration": [UNSEEN, UNSEEN_PRINCIPAL],
  // "Permission being assigned already exists on the object": one that a cut run has given, and no list shows yet.
  "grant-app-role": [
    UNSEEN,
    UNSEEN_PRINCIPAL,
    { status: 400, code: "Request_BadRequest", detail: "InvalidUpdate", means: "conflict" },
  ],
} as const satisfies Readonly<Record<string, readonly Refusal[]>>;

export type RefusedOperation = keyof typeof REFUSALS;

/** Undefined: no time mends it. */
export function meaningOf(operation: RefusedOperation, error: unknown): Meaning | undefined {
  if (!(error instanceof ServiceError)) return undefined;
  const [code, ...details] = error.serviceCodes;
  const table: readonly Refusal[] = REFUSALS[operation];
  return table.find(
    (one) =>
      one.status === error.status && one.code === code && (one.detail === undefined || details.includes(one.detail)),
  )?.means;
}

/** Whether to look again later, and then to send again what is still missing. */
export function mendsWithTime(operation: RefusedOperation): (error: unknown) => boolean {
  return (error) => meaningOf(operation, error) !== undefined;
}
