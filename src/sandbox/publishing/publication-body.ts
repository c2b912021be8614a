// How far a publication is, as the publishing host answers it ("Kudu REST API", deployments).
import type { Tenant } from "../store/tenant-state.js";

export type Publication = Tenant["azure"]["publications"][number];

/** The numbers of the service's own enumeration. */
const STATUS = { pending: 0, building: 1, deploying: 2, failed: 3, success: 4 } as const;

const TEXT: Readonly<Record<number, string>> = {
  0: "Pending",
  1: "Building and Deploying",
  2: "Deploying",
  4: "Deployment successful",
};

export function isComplete(publication: Publication, now: number, stepMs: number): boolean {
  return statusOf(publication, now, stepMs) >= STATUS.failed;
}

/** @param isActive it is the last one that succeeded: the one that runs */
export function publicationBody(publication: Publication, isActive: boolean, url: string, now: number, stepMs: number) {
  const { id, receivedDateTime, fault, deployer, isRemoteBuild } = publication;
  const received = Date.parse(receivedDateTime);
  const status = statusOf(publication, now, stepMs);
  const isOver = status >= STATUS.failed;
  const end = received + (fault === null ? 3 : 2) * stepMs;
  return {
    id,
    status,
    status_text: status === STATUS.failed ? (fault ?? "") : (TEXT[status] ?? ""),
    deployer: deployer ?? "",
    message: isRemoteBuild ? "Remote build" : "",
    progress: isOver ? "" : (TEXT[status] ?? ""),
    received_time: receivedDateTime,
    start_time: receivedDateTime,
    end_time: isOver ? new Date(end).toISOString() : null,
    complete: isOver,
    active: isActive,
    url,
  };
}

/** One step pending, one building, where a package that cannot run fails, and one deploying. */
function statusOf({ receivedDateTime, fault }: Publication, now: number, stepMs: number): number {
  const age = now - Date.parse(receivedDateTime);
  if (age < stepMs) return STATUS.pending;
  if (age < 2 * stepMs) return STATUS.building;
  if (fault !== null) return STATUS.failed;
  return age < 3 * stepMs ? STATUS.deploying : STATUS.success;
}
