// Azure's mandatory multifactor authentication, foreseen: it asks at the first write, after all readings went well.
import { hasMultiFactor } from "../cloud/token-claims.js";
import { AadcError } from "../shapes/errors.js";
import type { Session } from "./session.js";

type AsksAzure = Pick<Session, "credential" | "grants" | "typed"> & {
  readonly cloud: Pick<Session["cloud"], "name" | "arm">;
};

/**
 * Since 2025-10 Azure Resource Manager asks people for multifactor authentication before it creates, updates or deletes
 * anything, and asks no application ("Planning for mandatory multifactor authentication", phase 2).
 */
export async function warnOfMandatoryMfa({ credential, cloud, grants, typed }: AsksAzure): Promise<readonly string[]> {
  // "Public cloud only": the same page.
  if (cloud.name !== "public" || (await grants()).kind !== "person") return [];
  try {
    const { token } = await credential.getToken(`${cloud.arm}/.default`);
    const multiFactor = hasMultiFactor(token);
    if (multiFactor === true) return [];
    if (multiFactor === null)
      return [
        `Whether this sign-in was with multifactor authentication cannot be told. Azure asks for it before it removes anything; without it, sign in anew first: ${typed("login")}`,
      ];
  } catch (error) {
    // What cannot be asked for here, the removal itself tells.
    if (error instanceof AadcError) return [];
    throw error;
  }
  return [
    `This sign-in was without multifactor authentication, and Azure asks for it before it removes anything: the removal will be refused, or ask you to sign in once more. To be sure, sign in anew first: ${typed("login")}`,
  ];
}
