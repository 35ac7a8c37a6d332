declare module 'dynalite' {
  import type { Server } from 'node:http';
  /** An HTTP server that speaks DynamoDB's API; `path` keeps its data in a folder, otherwise in memory. */
  export default function dynalite(options: { readonly createTableMs?: number; readonly path?: string }): Server;
}
