import {
  DeadlineError,
  GuardError,
  InterruptedError,
  PartialError,
  PermissionError,
  ServiceError,
  SignInError,
  UsageError,
} from "../shapes/errors.js";

export const EXIT = {
  ok: 0,
  checksFailed: 1,
  usage: 2,
  signIn: 3,
  guard: 4,
  partial: 5,
  service: 6,
  bug: 70,
  interrupted: 130,
};

/** The one place where errors become exit codes. */
export function exitCodeOf(error: unknown): number {
  if (error instanceof UsageError) return EXIT.usage;
  if (error instanceof SignInError || error instanceof PermissionError) return EXIT.signIn;
  if (error instanceof GuardError) return EXIT.guard;
  if (error instanceof PartialError) return EXIT.partial;
  if (error instanceof ServiceError || error instanceof DeadlineError) return EXIT.service;
  if (error instanceof InterruptedError) return EXIT.interrupted;
  return EXIT.bug;
}
