/** Characters of all four classes, none of which looks like another one. */
const LOWER = "abcdefghijkmnpqrstuvwxyz";
const UPPER = "ABCDEFGHJKLMNPQRSTUVWXYZ";
const DIGITS = "23456789";
const SYMBOLS = "-_+=.#@!";
const ALL = LOWER + UPPER + DIGITS + SYMBOLS;

export const PASSWORD_LENGTH = 32;

/**
 * A password that meets Entra ID's rules (8 to 256 characters, three of four classes; learn.microsoft.com, "Password
 * policies"): 32 characters, about 190 bits.
 * @param randomInt uniform over [0, max), from a cryptographic source
 */
export function generatePassword(randomInt: (max: number) => number): string {
  for (;;) {
    const password = Array.from({ length: PASSWORD_LENGTH }, () => ALL.charAt(randomInt(ALL.length))).join("");
    if (isOurPassword(password)) return password;
  }
}

/** Whether a text can only be a password of this function's making: told apart from any other file's content. */
export function isOurPassword(text: string): boolean {
  const characters = text.split("");
  return (
    characters.length === PASSWORD_LENGTH &&
    characters.every((character) => ALL.includes(character)) &&
    [LOWER, UPPER, DIGITS, SYMBOLS].every((set) => characters.some((character) => set.includes(character)))
  );
}
