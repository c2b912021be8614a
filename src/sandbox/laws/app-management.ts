// What the tenant's app management policy forbids for credentials of applications.
//
// Sources: "tenantAppManagementPolicy resource type", "passwordCredentialConfiguration resource type",
// "keyCredentialConfiguration resource type", "Microsoft Entra application management policies API overview". Codes and
// messages are those that clients report of the real service (400, with InvalidKeyEndDate in the details).
import * as z from "zod";
import { GraphError } from "../graph/graph-error.js";
import type { Tenant } from "../store/tenant-state.js";

/** The id under which the policy appears in errors. */
const DEFAULT_POLICY_ID = "4f9428ab-d614-4792-8e04-d3dfd3c7fd40";

const exemptionsSchema = z.strictObject({ customSecurityAttributes: z.array(z.unknown()).optional() });

const common = {
  state: z.enum(["enabled", "disabled"]).default("enabled"),
  restrictForAppsCreatedAfterDateTime: z.iso.datetime({ offset: true }).nullish(),
  maxLifetime: z.string().nullish(),
  excludeActors: exemptionsSchema.nullish(),
};

/** The restrictions of one kind of object, as they are written. */
export const restrictionsSchema = z.strictObject({
  passwordCredentials: z
    .array(
      z.strictObject({
        ...common,
        restrictionType: z.enum([
          "passwordAddition",
          "passwordLifetime",
          "symmetricKeyAddition",
          "symmetricKeyLifetime",
          "customPasswordAddition",
        ]),
      }),
    )
    .optional(),
  keyCredentials: z
    .array(z.strictObject({ ...common, restrictionType: z.literal("asymmetricKeyLifetime") }))
    .optional(),
});

type Restrictions = z.infer<typeof restrictionsSchema>;
type Restriction = NonNullable<Restrictions["passwordCredentials"] | Restrictions["keyCredentials"]>[number];
type Application = Pick<Tenant["applications"][number], "createdDateTime">;

/** `lifetimeMs`: from the start to the end of the new secret. */
export function checkPassword(tenant: Tenant, application: Application, lifetimeMs: number): void {
  const restrictions = inForce(tenant, application, "passwordCredentials");
  if (restrictions.some((one) => one.restrictionType === "passwordAddition")) {
    throw new GraphError(
      400,
      "CredentialTypeNotAllowedAsPerAppPolicy",
      `Credential type not allowed as per assigned policy '${DEFAULT_POLICY_ID}'.`,
    );
  }
  checkLifetime(
    restrictions.filter((one) => one.restrictionType === "passwordLifetime"),
    lifetimeMs,
  );
}

/** `lifetimeMs`: from the start to the end of the new certificate. */
export function checkCertificateLifetime(tenant: Tenant, application: Application, lifetimeMs: number): void {
  checkLifetime(inForce(tenant, application, "keyCredentials"), lifetimeMs);
}

/** ISO 8601, for example `P4DT12H30M5S`; a month counts 30 days, a year 365. `undefined` for what is no duration. */
export function durationMs(text: string): number | undefined {
  const parts =
    /^P(?!$)(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?(?:T(?!$)(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?$/u.exec(text);
  if (parts === null) return undefined;
  const units = [365 * DAY, 30 * DAY, 7 * DAY, DAY, 3_600_000, 60_000, 1000];
  return units.reduce((sum, unit, at) => sum + unit * Number(parts[at + 1] ?? 0), 0);
}

const DAY = 86_400_000;

function inForce(
  tenant: Tenant,
  application: Application,
  kind: "passwordCredentials" | "keyCredentials",
): readonly Restriction[] {
  const policy = tenant.appManagementPolicy;
  const parsed = restrictionsSchema.safeParse(policy["applicationRestrictions"]);
  if (!policy.isEnabled || !parsed.success) return [];
  const all: readonly Restriction[] = parsed.data[kind] ?? [];
  return all.filter(
    ({ state, restrictForAppsCreatedAfterDateTime: after }) =>
      state === "enabled" && (after == null || Date.parse(after) <= Date.parse(application.createdDateTime)),
  );
}

function checkLifetime(restrictions: readonly Restriction[], lifetimeMs: number): void {
  const isTooLong = restrictions.some((one) => lifetimeMs > (durationMs(one.maxLifetime ?? "") ?? Infinity));
  if (!isTooLong) return;
  const message = `Credential lifetime exceeds the max value allowed as per assigned policy '${DEFAULT_POLICY_ID}'.`;
  throw new GraphError(400, "CredentialInvalidLifetimeAsPerAppPolicy", message, [
    { code: "InvalidKeyEndDate", message, target: "EndDate" },
  ]);
}
