/**
 * Whether an issuer has the name of one that Microsoft's hosts have their certificates from. A name only: whether a
 * certificate is to be trusted was decided before, by the roots that this machine trusts. Source: learn.microsoft.com,
 * "Azure Certificate Authority details" (subordinate authorities, as of 2026-11), all of which belong to two organisations.
 * @param issuer organisation and common name, joined by a comma and a space
 */
export function isUsualIssuer(issuer: string): boolean {
  return /^(Microsoft Corporation|DigiCert,? Inc\.?)(, |$)/.test(issuer);
}
