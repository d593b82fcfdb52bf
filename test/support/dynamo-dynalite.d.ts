declare module 'dynalite' {
  import type { Server } from 'node:http';

  /** A DynamoDB server; in memory unless `path` names a folder. */
  export default function dynalite(options?: { path?: string; createTableMs?: number }): Server;
}
