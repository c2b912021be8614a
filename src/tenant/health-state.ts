// What Connect Health says besides its list of servers.

export interface HealthAlert {
  readonly alertId: string;
  /** `Error`, `Warning`, or whatever else the service may say. */
  readonly level: string;
  readonly title: string;
  /** Server that it is about; null: the service as a whole. */
  readonly serverId: string | null;
  /** ISO 8601. */
  readonly since: string | null;
}

export interface ExportErrorCount {
  readonly bucket: string;
  readonly count: number;
}

/** When a server's last export ended. */
export interface ServerExport {
  readonly serverId: string;
  readonly at: string;
}
