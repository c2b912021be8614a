// PIM's schedules begin and end as tenant time passes: before anybody looks, as the servers' cycles do.
import { randomUUID } from "node:crypto";
import { isScheduleDue, passScheduleTime } from "../../laws/privileged-schedules.js";
import type { TenantStore } from "../../store/tenant-store.js";
import { noteExpiry } from "./role-audit.js";

/** To be called before each request: makes and ends the role assignments that are due. */
export function endDueSchedules(store: TenantStore): void {
  if (!isScheduleDue(store.tenant, store.tenantNow())) return;
  store.change((draft) => {
    for (const { endDateTime, assignmentType, ...ended } of passScheduleTime(draft, store.tenantNow(), randomUUID)) {
      noteExpiry(draft, Date.parse(endDateTime), assignmentType === "Activated", ended);
    }
  });
}
