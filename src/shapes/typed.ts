/** Completes a command of this program, without the program's name, with the options that lead to this very place. */
export type Typed = (command: string) => string;

/** Where nothing of the place is known. */
export const typedPlainly: Typed = (command) => `aadc-cloud ${command}`;
