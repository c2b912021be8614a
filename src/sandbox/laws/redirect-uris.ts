// Which addresses the login service sends a browser back to.
import type { Tenant } from "../store/tenant-state.js";

type Application = Pick<Tenant["applications"][number], "publicClientRedirectUris" | "webRedirectUris">;

const LOOPBACK = ["localhost", "127.0.0.1", "[::1]"];

/**
 * Is the address one of the application's own? It must be the same as a registered one, but that a loopback address
 * may have any port ("Redirect URI (reply URL) best practices and limitations", localhost exceptions).
 */
export function isRegisteredRedirect(application: Application, address: string): boolean {
  const asked = URL.canParse(address) ? new URL(address) : undefined;
  if (asked === undefined || asked.hash !== "" || asked.username !== "") return false;
  return redirectUris(application).some((registered) => isSameAddress(registered, asked));
}

export function redirectUris(application: Application): readonly string[] {
  return [...application.publicClientRedirectUris, ...application.webRedirectUris];
}

function isSameAddress(registered: string, asked: URL): boolean {
  if (!URL.canParse(registered)) return false;
  const known = new URL(registered);
  if (known.href === asked.href) return true;
  return (
    known.protocol === "http:" &&
    asked.protocol === "http:" &&
    LOOPBACK.includes(known.hostname) &&
    known.hostname === asked.hostname &&
    known.pathname === asked.pathname &&
    known.search === asked.search
  );
}
