// Objects that could not be exported, by bucket, as `exporterrors` shows them.
import type { Answer } from "../routes.js";
import { badRequest } from "./arm-error.js";
import { bareList } from "./health-lists.js";
import type { HealthCall } from "./health-provider.js";
import { type HealthService, SYNC_SERVICE, theService } from "./health-services.js";
import { stableId } from "./stable-id.js";

/** As the example of `services_listExportErrors` in Microsoft's Swagger has them. */
const BUCKETS = [
  "DuplicateAttributeError",
  "DataMismatch",
  "DataValidationError",
  "LargeAttribute",
  "FederatedDomainChange",
  "Others",
];
const ALL = "All";

export function answerErrorCounts(call: HealthCall): Answer {
  const errors = errorsOf(call, theService(call));
  const count = (errorBucket: string) => ({
    errorBucket,
    count: errors.filter((one) => errorBucket === ALL || one.errorBucket === errorBucket).length,
    truncated: false,
  });
  return bareList(call.tenant, [...BUCKETS, ALL].map(count));
}

/** A bucket that nobody knows is answered with no errors; that is not documented. */
export function answerErrors(call: HealthCall): Answer {
  const service = theService(call);
  const bucket = call.url.searchParams.get("errorBucket")?.toLowerCase();
  if (bucket === undefined || bucket === "") throw badRequest("The parameter 'errorBucket' is required.");
  const asked = errorsOf(call, service).filter(
    (one) => bucket === ALL.toLowerCase() || one.errorBucket.toLowerCase() === bucket,
  );
  return bareList(
    call.tenant,
    asked.map((one) => errorBody(service, one)),
  );
}

type ExportError = HealthCall["tenant"]["health"]["exportErrors"][number];

function errorsOf({ tenant }: HealthCall, service: HealthService): readonly ExportError[] {
  if (service.type !== SYNC_SERVICE) return [];
  return tenant.health.exportErrors.map((one) =>
    BUCKETS.includes(one.errorBucket) ? one : { ...one, errorBucket: "Others" },
  );
}

/** Of the object in the way, and of the error itself, the state knows nothing; nor is anything said of it. */
function errorBody(service: HealthService, error: ExportError) {
  return {
    id: error.id,
    incomingObjectDisplayName: error.incomingObjectDisplayName,
    incomingObjectType: error.incomingObjectType,
    userPrincipalName: error.userPrincipalName,
    type: error.errorBucket,
    attributeName: error.attributeName,
    attributeValue: error.attributeValue,
    timeOccurred: error.timeOccurred,
    timeFirstOccurred: error.timeOccurred,
    csObjectId: stableId("connector space", error.id),
    dn: error.dn,
    runStepResultId: stableId("run step", error.timeOccurred),
    serviceId: service.serviceId,
    serviceMemberId: service.members.find((one) => !one.disabled)?.serviceMemberId ?? null,
    mergedEntityId: stableId("merged", error.id),
    createdDate: error.timeOccurred,
    exportErrorStatus: 1,
  };
}
