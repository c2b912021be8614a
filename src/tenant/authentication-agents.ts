// Pass-through authentication agents: on which machines, and whether they answer.

export interface AuthenticationAgent {
  readonly id: string;
  readonly machineName: string;
  readonly externalIp: string | null;
  /** `active` or `inactive`; whatever else the service may say. */
  readonly status: string | null;
}
