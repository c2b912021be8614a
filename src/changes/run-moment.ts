/** The run that changes are carried out in, as the changes note it. */
export interface RunMoment {
  readonly runId: string;
  /** The service's time when the plan was made, ISO 8601. */
  readonly at: string;
  /** The service's time of its first plan, where it was cut and is gone on with. */
  readonly startedAt?: string;
}
