/**
 * Does a cloud password satisfy the rules that cannot be changed: 8 to 256 characters, no Unicode, three of the four
 * classes? (Microsoft Entra, "Self-service password reset policies", Password policies.)
 */
export function satisfiesPasswordRules(password: string): boolean {
  const classes = [/[a-z]/u, /[A-Z]/u, /[0-9]/u, /[^a-zA-Z0-9]/u].filter((kind) => kind.test(password));
  return password.length >= 8 && password.length <= 256 && /^[\x20-\x7e]*$/u.test(password) && classes.length >= 3;
}
