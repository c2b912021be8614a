// How the account that runs the wizard is named in a line to be typed: one line for another account of that kind would find
// nobody, or make a second one. Pure.

/** What the account is called where nobody wished another name. */
export interface UsualAccount {
  /** Before the `@`. */
  readonly name: string;
  /** The initial one. */
  readonly domain: string;
}

/** For `--for`. */
export function whoFor(userPrincipalName: string, usual: UsualAccount): string {
  return same(userPrincipalName, `${usual.name}@${usual.domain}`) ? "svc" : userPrincipalName;
}

/** `setup-svc-account` of this very account; null where that command takes no such name. */
export function setupFor(userPrincipalName: string, usual: UsualAccount): readonly string[] | null {
  const [, name, domain] = /^([\w.-]+)@([\w.-]+)$/.exec(userPrincipalName) ?? [];
  if (name === undefined || domain === undefined) return null;
  return [
    "setup-svc-account",
    ...(same(name, usual.name) ? [] : ["--name", name]),
    ...(same(domain, usual.domain) ? [] : ["--domain", domain]),
  ];
}

function same(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}
