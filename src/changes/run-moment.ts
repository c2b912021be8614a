/** The run that changes are carried out in, as the changes note it. */
export interface RunMoment {
  readonly runId: string;
  /** The service's time when the plan was made, ISO 8601. */
  readonly at: string;
  /** A run that was cut is gone on with: what is found may be its own work. */
  readonly continued?: boolean;
}
