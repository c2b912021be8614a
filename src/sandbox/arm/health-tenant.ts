// `GET /configuration`: what Connect Health knows of the tenant itself.
import { ROLE } from "../laws/directory-roles.js";
import { hasLicence } from "../laws/licences.js";
import type { Answer } from "../routes.js";
import type { HealthCall } from "./health-provider.js";
import { NEVER, sevenDigits } from "./health-times.js";

export function answerConfiguration({ tenant, now }: HealthCall): Answer {
  const { organization, domains, roleAssignments, users, health } = tenant;
  const isPremium = hasLicence(tenant, "P1");
  const administrators = roleAssignments.filter((one) => one.roleDefinitionId === ROLE.globalAdministrator);
  return {
    status: 200,
    body: {
      tenantId: organization.id,
      aadLicense: isPremium ? "Premium" : "Free",
      aadPremium: isPremium,
      agentAutoUpdate: true,
      alertSuppressionTimeInMins: 4320,
      consentedToMicrosoftDevOps: false,
      countryLetterCode: organization.countryLetterCode,
      createdDate: health.onboarded ? health.createdDate : `${NEVER}Z`,
      devOpsTtl: NEVER,
      disabled: false,
      disabledReason: 0,
      globalAdminsEmail: users
        .filter((user) => administrators.some((one) => one.principalId === user.id))
        .map((user) => user.mail ?? user.userPrincipalName),
      initialDomain: domains.find((domain) => domain.isInitial)?.id ?? null,
      lastDisabled: null,
      lastVerified: sevenDigits(now),
      onboardingAllowed: true,
      onboarded: health.onboarded,
      pksCertificate: null,
      privatePreviewTenant: false,
      tenantInQuarantine: health.quarantinedSince !== null && Date.parse(health.quarantinedSince) <= now,
      tenantName: organization.displayName,
    },
  };
}
