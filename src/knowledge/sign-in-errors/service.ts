// Failures of Microsoft's own, which pass.
// Source: "Microsoft Entra authentication and authorization error codes".
import { means, type SignInErrorMeaning } from "./meaning.js";

const WAIT = "Wait some minutes and run the command again; Microsoft's status: https://status.cloud.microsoft.";
const SLOWER = "Wait some minutes; look for another program that signs in again and again as the same application.";

export const SERVICE: readonly SignInErrorMeaning[] = [
  means(50000, "the sign-in service has a fault", WAIT, "service"),
  means(50033, "the sign-in service failed for a moment", WAIT, "service"),
  means(50196, "the same sign-in was asked for too often", SLOWER, "service"),
  means(70012, "the service of personal accounts failed", WAIT, "service"),
  means(90006, "the sign-in service is not available at the moment", WAIT, "service"),
  means(90012, "the sign-in service did not answer in time", WAIT, "service"),
  means(90024, "the sign-in service failed for a moment", WAIT, "service"),
  means(90033, "the directory behind the sign-in service is not available", WAIT, "service"),
  means(90055, "the tenant sends too many requests", SLOWER, "service"),
  means(90090, "the sign-in service is not available at the moment", WAIT, "service"),
  means(90091, "the directory behind the sign-in service cannot be reached", WAIT, "service"),
];
