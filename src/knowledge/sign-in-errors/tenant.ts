// Refusals because of the tenant that was named, its cloud, or the form of the request.
// Source: "Microsoft Entra authentication and authorization error codes"; "Azure Government endpoint mapping": 900439;
// from memory: 900023, 9002313, 1002016.
import { means, type SignInErrorMeaning } from "./meaning.js";

const NAME_IT = "Give --tenant the tenant's id or one of its verified domains.";
/** Which cloud is in use is not known here: none is proposed, lest it be that one. */
const OTHER_CLOUD =
  "Name the tenant's own cloud with --cloud, instead of the one in use: aadc-cloud doctor says which it is (CLOUD-001).";
const REPORT =
  "Check --tenant, --client-id and --cloud; if they are right, please report it: this is a fault of this program.";

export const TENANT: readonly SignInErrorMeaning[] = [
  means(
    90002,
    "the tenant does not exist",
    "Check --tenant (id or verified domain) and --cloud: a tenant lives in one cloud only.",
  ),
  means(900023, "the tenant's name is neither a domain nor an id", NAME_IT),
  means(50059, "nothing says which tenant is meant", NAME_IT),
  means(50128, "the domain belongs to no tenant", NAME_IT),
  means(90019, "nothing says which tenant is meant", NAME_IT),
  means(50049, "the login host does not know this cloud", "Check --cloud."),
  means(90038, "the tenant belongs to another cloud", OTHER_CLOUD),
  means(90051, "the cloud that was named does not exist", OTHER_CLOUD),
  means(900382, "the tenant belongs to another cloud than the application", OTHER_CLOUD),
  means(900432, "the tenant belongs to another cloud than the application", OTHER_CLOUD),
  means(900439, "the tenant belongs to a cloud of Azure Government, not to the one that was asked", OTHER_CLOUD),
  means(
    50194,
    "the application is of one tenant only, and was asked about all of them",
    "Give --tenant the id of the tenant in which the application is registered.",
  ),
  means(90013, "something in the request is not valid", REPORT),
  means(90014, "something in the request is missing", REPORT),
  means(90023, "the request is not valid", REPORT),
  means(900144, "something in the request is missing", REPORT),
  means(900561, "the login host was asked by the wrong method", REPORT),
  means(90100, "something in the request is empty or not valid", REPORT),
  means(9002313, "the request is malformed", REPORT),
  means(
    1002016,
    "the connection uses TLS 1.0, 1.1 or 3DES, which Entra ID does not take any more",
    "Something between opens the connection anew with an outdated TLS: look at the proxy; aadc-cloud doctor shows who issued the certificate.",
  ),
];
