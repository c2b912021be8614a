// Tokens of the managed identity for this host's own requests to its queues, as the app asks for its own.

/** @returns {{ getToken: () => Promise<{ token: string, expiresOnTimestamp: number }> }} */
export function managedIdentity() {
  /** @type {{ token: string, expiresOnTimestamp: number } | undefined} */
  let known;
  return {
    async getToken() {
      if (known !== undefined && known.expiresOnTimestamp - 60_000 > Date.now()) return known;
      const resource = encodeURIComponent("https://storage.azure.com");
      const url = `${process.env["IDENTITY_ENDPOINT"]}?api-version=2019-08-01&resource=${resource}`;
      const answer = await fetch(url, { headers: { "x-identity-header": process.env["IDENTITY_HEADER"] ?? "" } });
      if (!answer.ok)
        throw new Error(`The managed identity's endpoint answered ${answer.status}: ${await answer.text()}`);
      const { access_token: token, expires_on: end } = /** @type {{ access_token: string, expires_on: string }} */ (
        await answer.json()
      );
      known = { token, expiresOnTimestamp: Number(end) * 1000 };
      return known;
    },
  };
}
