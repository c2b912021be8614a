// What a request to Privileged Identity Management asks for.
import * as z from "zod";
import { parseIsoDuration } from "../../laws/iso-duration.js";
import { type GraphCall, jsonBody } from "../graph-call.js";
import { GraphError, notImplemented } from "../graph-error.js";

const ACTIONS = [
  "adminAssign",
  "adminUpdate",
  "adminRemove",
  "selfActivate",
  "selfDeactivate",
  "adminExtend",
  "adminRenew",
  "selfExtend",
  "selfRenew",
] as const;

type ScheduleAction = (typeof ACTIONS)[number];

const EXPIRATIONS = ["notSpecified", "noExpiration", "afterDateTime", "afterDuration"] as const;

const WITH_ZONE = /^\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?(?:Z|[+-]\d\d:\d\d)$/iu;
const momentSchema = z
  .string()
  .regex(WITH_ZONE)
  .refine((text) => !Number.isNaN(Date.parse(text)));

/** Names of enumeration members count without regard to case: the reference itself writes `NoExpiration`. */
function memberOf<const Names extends readonly string[]>(names: Names) {
  return z
    .string()
    .transform((text) => names.find((name) => name.toLowerCase() === text.toLowerCase()))
    .refine((name): name is Names[number] => name !== undefined);
}

const bodySchema = z.strictObject({
  "@odata.type": z.string().max(100).optional(),
  action: memberOf(ACTIONS),
  principalId: z.guid(),
  roleDefinitionId: z.guid(),
  directoryScopeId: z.string().nullish(),
  appScopeId: z.string().nullish(),
  customData: z.string().max(2000).nullish(),
  justification: z.string().max(2000).nullish(),
  isValidationOnly: z.boolean().nullish(),
  targetScheduleId: z.string().max(100).nullish(),
  ticketInfo: z
    .strictObject({ ticketNumber: z.string().max(200).nullish(), ticketSystem: z.string().max(200).nullish() })
    .nullish(),
  scheduleInfo: z
    .strictObject({
      startDateTime: momentSchema.nullish(),
      recurrence: z.unknown().optional(),
      expiration: z
        .strictObject({
          type: memberOf(EXPIRATIONS).nullish(),
          endDateTime: momentSchema.nullish(),
          duration: z.string().max(40).nullish(),
        })
        .nullish(),
    })
    .nullish(),
});

export interface WantedSchedule {
  readonly action: ScheduleAction;
  readonly principalId: string;
  readonly roleDefinitionId: string;
  readonly customData: string | null;
  readonly justification: string | null;
  readonly ticketNumber: string | null;
  readonly ticketSystem: string | null;
  readonly isValidationOnly: boolean;
  /** Absent where the request has no schedule. */
  readonly period: WantedPeriod | undefined;
}

export interface WantedPeriod {
  /** Milliseconds; never in the past. */
  readonly startsAt: number;
  /** `null`: no end. */
  readonly endsAt: number | null;
  readonly expiration: {
    readonly type: (typeof EXPIRATIONS)[number];
    readonly endDateTime: string | null;
    readonly duration: string | null;
  };
}

/** GraphError 400 for what is not of the form, 501 for scopes and recurrences, which are not emulated. */
export function wantedSchedule(call: GraphCall): WantedSchedule {
  const parsed = bodySchema.safeParse(jsonBody(call));
  if (!parsed.success) {
    throw invalid(`The request is invalid at '${parsed.error.issues[0]?.path.map(String).join("/") ?? ""}'.`);
  }
  const { data } = parsed;
  const { appScopeId = null, directoryScopeId = null } = data;
  if (appScopeId !== null) throw notImplemented("appScopeId of role schedules");
  if (directoryScopeId === null) throw invalid("Either directoryScopeId or appScopeId is required.");
  if (directoryScopeId !== "/") throw notImplemented("role schedules of other scopes than /");
  return {
    action: data.action,
    principalId: data.principalId.toLowerCase(),
    roleDefinitionId: data.roleDefinitionId.toLowerCase(),
    customData: data.customData ?? null,
    justification: data.justification ?? null,
    ticketNumber: data.ticketInfo?.ticketNumber ?? null,
    ticketSystem: data.ticketInfo?.ticketSystem ?? null,
    isValidationOnly: data.isValidationOnly ?? false,
    period: data.scheduleInfo == null ? undefined : periodOf(data.scheduleInfo, call.now),
  };
}

/** `notSpecified`, and no expiration at all, are taken for "no end": a choice. */
function periodOf(info: NonNullable<z.infer<typeof bodySchema>["scheduleInfo"]>, now: number): WantedPeriod {
  if (info.recurrence != null) throw notImplemented("recurring role schedules");
  const startsAt = Math.max(now, info.startDateTime == null ? now : Date.parse(info.startDateTime));
  const { type, endDateTime = null, duration = null } = info.expiration ?? {};
  const expiration = { type: type ?? "noExpiration", endDateTime, duration };
  const endsAt = endOf(expiration, startsAt);
  if (endsAt !== null && endsAt <= startsAt) throw invalid("The end of the schedule is not after its start.");
  return { startsAt, endsAt, expiration };
}

function endOf({ type, endDateTime, duration }: WantedPeriod["expiration"], startsAt: number): number | null {
  if (type === "afterDateTime") {
    if (endDateTime === null) throw invalid("endDateTime is required for the expiration type afterDateTime.");
    return Date.parse(endDateTime);
  }
  if (type !== "afterDuration") return null;
  const length = duration === null ? undefined : parseIsoDuration(duration);
  if (length === undefined) throw invalid("duration is required for the expiration type afterDuration.");
  return startsAt + length;
}

export function invalid(message: string): GraphError {
  return new GraphError(400, "BadRequest", message);
}
