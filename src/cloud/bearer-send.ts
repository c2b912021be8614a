// Requests with a token, and with another one where the service asks for more than the first has shown.
import { SignInError } from "../shapes/errors.js";
import { claimsIn } from "./claims-challenge.js";
import { demandsInWords } from "./claims-demands.js";
import type { AccessToken, Credential } from "./sign-in/credential.js";
import type { Answer, Request, Transport } from "./transport.js";

/**
 * Sends each request with the scope's token. A claims challenge is answered with one new token that has the claims, and the
 * same request once more: a refused request was certainly not carried out, a write neither. Requests that meet a challenge
 * side by side wait for one answer; what was refused to a person is not asked for again. The last answer is returned,
 * whatever it is: a challenge again is an error for who reads it.
 * @throws {SignInError} when what the service asks for is refused; what else `Credential` and `Transport` throw
 */
export function bearerSend(
  credential: Credential,
  scope: string,
  transport: Transport,
): (request: Request) => Promise<Answer> {
  /** How many challenges were answered: whose token is from before the latest takes the newer one first. */
  let answered = 0;
  const asking = new Map<string, Promise<AccessToken>>();
  const refused = new Map<string, SignInError>();

  const ask = (claims: string): Promise<AccessToken> => {
    const demand = withoutMoment(claims);
    const earlier = refused.get(demand);
    if (earlier !== undefined) return Promise.reject(earlier);
    const underWay = asking.get(demand);
    if (underWay !== undefined) return underWay;
    const answering = answer(claims, demand).finally(() => asking.delete(demand));
    asking.set(demand, answering);
    return answering;
  };
  const answer = async (claims: string, demand: string): Promise<AccessToken> => {
    try {
      const token = await credential.getToken(scope, { claims });
      answered += 1;
      return token;
    } catch (error) {
      if (!(error instanceof SignInError)) throw error;
      const told = inContext(error, claims);
      refused.set(demand, told);
      throw told;
    }
  };

  const send = (request: Request, { token }: AccessToken) =>
    transport.send({ ...request, headers: { ...request.headers, authorization: `Bearer ${token}` } });

  return async (request) => {
    const before = answered;
    const token = await credential.getToken(scope);
    const first = await send(request, token);
    const claims = claimsIn(first);
    if (claims === undefined) return first;
    if (asking.has(withoutMoment(claims)) || answered === before) return send(request, await ask(claims));
    const newer = await credential.getToken(scope);
    const second = newer.token === token.token ? first : await send(request, newer);
    const stillAsked = claimsIn(second);
    return stillAsked === undefined ? second : send(request, await ask(stillAsked));
  };
}

/** Challenges for one reason differ in the second at which they were made. */
function withoutMoment(claims: string): string {
  return claims.replace(/("nbf":\{[^{}]*"value":)"?\d+"?/, '$1""');
}

/** The person must know why they were asked. */
function inContext(error: SignInError, claims: string): SignInError {
  return new SignInError(`The service asks for ${demandsInWords(claims)}. ${error.message}`, {
    code: error.code,
    remedy: error.remedy,
    ...(error.requestId === undefined ? {} : { requestId: error.requestId }),
    cause: error,
  });
}
