// Certificates of an application as clients write them ("keyCredential resource type").
import { createHash, randomUUID, X509Certificate } from "node:crypto";
import * as z from "zod";
import { checkCertificateLifetime } from "../../laws/app-management.js";
import { wholeSeconds } from "../../on-premises/cycle.js";
import type { Tenant, TenantState } from "../../store/tenant-state.js";
import { isGuid } from "../directory/directory-objects-guid.js";
import type { GraphCall } from "../graph-call.js";
import { badRequest, GraphError, notImplemented } from "../graph-error.js";

type KeyCredential = TenantState["applications"][number]["keyCredentials"][number];

const timeSchema = z.iso.datetime({ offset: true });

export const keyCredentialSchema = z.strictObject({
  customKeyIdentifier: z.string().max(200).nullish(),
  displayName: z.string().nullish(),
  endDateTime: timeSchema.nullish(),
  key: z.string().max(100_000).nullish(),
  keyId: z.string().refine(isGuid).nullish(),
  startDateTime: timeSchema.nullish(),
  type: z.string().nullish(),
  usage: z.string().nullish(),
});

type Written = z.infer<typeof keyCredentialSchema>;
type Owner = Pick<Tenant["applications"][number], "createdDateTime" | "keyCredentials">;

/**
 * The credentials that take the place of all that the application has. One that it has already may come without its
 * key, named by its keyId.
 *
 * @throws GraphError 400 for what is no certificate, an end after the certificate's, or what the tenant's policy forbids
 */
export function readKeyCredentials(
  call: GraphCall,
  tenant: Tenant,
  application: Owner,
  written: readonly Written[],
): KeyCredential[] {
  const read = written.map((one) => {
    const keyId = one.keyId?.toLowerCase();
    const kept = application.keyCredentials.find((other) => other.keyId === keyId);
    if (kept !== undefined && (one.key === undefined || one.key === null || one.key === kept.key)) return { ...kept };
    return readKeyCredential(call, tenant, application, one);
  });
  if (new Set(read.map((one) => one.keyId)).size < read.length) throw badRequest("Duplicate keyId in keyCredentials.");
  return read;
}

/** One new credential: a certificate to verify signatures with. */
export function readKeyCredential(
  call: GraphCall,
  tenant: Tenant,
  application: Pick<Owner, "createdDateTime">,
  written: Written,
): KeyCredential {
  if (written.type !== "AsymmetricX509Cert") {
    throw written.type === "X509CertAndPassword" || written.type === "Symmetric"
      ? notImplemented(`key credentials of type ${written.type}`)
      : invalid("type");
  }
  if (written.usage !== "Verify" && written.usage !== "Encrypt") throw invalid("usage");
  const certificate = certificateOf(written.key);
  const [notBefore, notAfter] = [new Date(certificate.validFrom).getTime(), new Date(certificate.validTo).getTime()];
  const start = written.startDateTime == null ? notBefore : Date.parse(written.startDateTime);
  const end = written.endDateTime == null ? notAfter : Date.parse(written.endDateTime);
  if (end > notAfter || end <= start) throw dateError("KeyCredentialsInvalidEndDate", "end");
  if (start < notBefore) throw dateError("KeyCredentialsInvalidStartDate", "start");
  if (end <= call.now) throw dateError("KeyCredentialsInvalidEndDate", "end");
  checkCertificateLifetime(tenant, application, end - start);
  return {
    keyId: written.keyId?.toLowerCase() ?? randomUUID(),
    displayName: written.displayName?.slice(0, 90) ?? certificate.subject.slice(0, 90),
    customKeyIdentifier: keptIdentifier(written.customKeyIdentifier, certificate),
    type: written.type,
    usage: written.usage,
    startDateTime: wholeSeconds(start),
    endDateTime: wholeSeconds(end),
    key: certificate.raw.toString("base64"),
  };
}

/** DER or PEM, in base64. */
function certificateOf(key: string | null | undefined): X509Certificate {
  if (key === null || key === undefined || !/^[A-Za-z0-9+/_=\s-]+$/u.test(key)) throw invalid("key");
  try {
    return new X509Certificate(Buffer.from(key, "base64"));
  } catch {
    throw invalid("key");
  }
}

/** By default the thumbprint; given as its 40 hexadecimal digits or in base64. */
function keptIdentifier(given: string | null | undefined, certificate: X509Certificate): string {
  if (given === null || given === undefined) return createHash("sha1").update(certificate.raw).digest("base64");
  return /^[0-9a-f]{40}$/iu.test(given) ? Buffer.from(given, "hex").toString("base64") : given;
}

function invalid(name: string): GraphError {
  return badRequest(`Invalid value specified for property '${name}' of resource 'KeyCredential'.`);
}

function dateError(code: string, which: "start" | "end"): GraphError {
  return new GraphError(400, code, `Key credential ${which} date is invalid.`);
}
