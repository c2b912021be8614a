// In Azure Key Vault: the password as SECRET, passes as SECRET-pass, each tagged with the account it is of. What was there
// stays there as an earlier version; a secret without that tag is never touched.
import { generatePassword, isOurPassword } from "../../accounts/password.js";
import type { VaultClient, VaultSecret } from "../../cloud/vault.js";
import { GuardError, messageOf, PartialError } from "../../shapes/errors.js";
import type { SecretDestination, SecretNeed, SecretRun } from "./secret-destination.js";
import type { SecretMeans } from "./secret-means.js";

const UPN = "aadc-cloud-upn";
const RUN = "aadc-cloud-run";
const PURPOSE = "aadc-cloud-purpose";
const PASS_ID = "aadc-cloud-pass-id";

/** Value of a pass that is not made yet: the vault takes no empty one. */
const NO_PASS = "(no pass yet)";

type Purpose = "password" | "pass";

export function keyVaultDestination(
  place: { readonly vault: string; readonly secret: string },
  { randomInt, hide, vault }: SecretMeans,
): SecretDestination {
  const passSecret = passSecretOf(place.secret);
  let opened: Promise<VaultClient> | undefined;
  const open = async () => {
    opened ??= vault(place.vault);
    return opened;
  };
  const left = async (purpose: Purpose, { userPrincipalName }: SecretNeed): Promise<VaultSecret | null> => {
    const name = purpose === "password" ? place.secret : passSecret;
    const found = await (await open()).read(name);
    if (found !== null) {
      refuseForeign(`${place.vault}/${name}`, found, purpose, userPrincipalName);
      if (found.value !== NO_PASS) hide(found.value);
    }
    return found;
  };
  const tags = (purpose: Purpose, { userPrincipalName }: SecretNeed, { runId }: SecretRun) => ({
    [UPN]: userPrincipalName,
    [RUN]: runId,
    [PURPOSE]: purpose,
  });
  /** The password that serves again, as `check` has found; undefined: it was not asked. */
  let again: string | null | undefined;
  const check = async (need: SecretNeed) => {
    const [found] = await Promise.all([
      need.password === null ? null : left("password", need),
      need.pass ? left("pass", need) : null,
    ]);
    again = found !== null && (await servesAgain(found, need)) ? found.value : null;
  };
  return {
    kind: "keyvault",
    describe: () => `keyvault:${place.vault}/${place.secret}`,
    check,
    async prepare(need, run) {
      if (again === undefined) await check(need);
      const client = await open();
      if (need.pass && (await left("pass", need)) === null)
        await client.set(passSecret, { value: NO_PASS, tags: tags("pass", need, run) });
      if (need.password === null) return null;
      const found = await left("password", need);
      if (typeof again === "string" && found?.value === again) return again;
      const value = generatePassword(randomInt);
      hide(value);
      await client.set(place.secret, { value, tags: tags("password", need, run) });
      return value;
    },
    async storePass({ value, passId, expires }, need, run) {
      hide(value);
      const until = expires === null ? {} : { expires: new Date(expires) };
      try {
        const client = await open();
        await client.set(passSecret, { value, tags: { ...tags("pass", need, run), [PASS_ID]: passId }, ...until });
      } catch (error) {
        throw new PartialError(
          `The pass is made, and could not be put into ${place.vault}/${passSecret}: ${messageOf(error)}`,
          {
            code: "pass-lost",
            remedy: "Run the same command again when the vault takes secrets: it makes another pass.",
            cause: error,
          },
        );
      }
    },
    holdsPass: async (passId, { userPrincipalName }) => {
      const found = await (await open()).read(passSecret);
      return found !== null && isOf(found, "pass", userPrincipalName) && found.tags[PASS_ID] === passId;
    },
    reveal: () => Promise.resolve(),
  };
}

export function passSecretOf(secret: string): string {
  return `${secret}-pass`;
}

/** A run that was cut may have given it to the service already. For anything else there is a new version. */
async function servesAgain({ value, tags }: VaultSecret, need: SecretNeed): Promise<boolean> {
  if (!isOurPassword(value)) return false;
  const left = await need.leftBy();
  if (left.kind === "cut-run") return tags[RUN] === left.runId;
  return left.kind === "nobody" && need.password === "new-account";
}

function isOf({ tags }: Pick<VaultSecret, "tags">, purpose: Purpose, userPrincipalName: string): boolean {
  return tags[UPN]?.toLowerCase() === userPrincipalName.toLowerCase() && tags[PURPOSE] === purpose;
}

function refuseForeign(where: string, { tags }: VaultSecret, purpose: Purpose, userPrincipalName: string): void {
  if (isOf({ tags }, purpose, userPrincipalName)) return;
  const whose = tags[UPN] === undefined ? "" : `: it is tagged as the ${tags[PURPOSE] ?? "secret"} of ${tags[UPN]}`;
  throw new GuardError(`The secret ${where} exists already, and is not overwritten${whose}.`, {
    code: "secret-exists",
    remedy: `Name a secret that does not exist; or, if this one is the account's, tag it so: ${UPN}=${userPrincipalName} ${PURPOSE}=${purpose}`,
  });
}
