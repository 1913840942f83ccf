/** How a cluster is reached. */
export interface ClusterAddress {
  /** `nats://HOST:PORT` or `tls://HOST:PORT`, several separated by commas. */
  readonly servers: string;
  /** Content of a file of credentials (a JWT and its seed). */
  readonly creds?: Uint8Array | undefined;
  /** Content of a file with the seed of an nkey. */
  readonly nkey?: Uint8Array | undefined;
  readonly tls?: TlsFiles | undefined;
  /** Speak without TLS also with another machine. */
  readonly insecure?: boolean | undefined;
  /** Work with a server that is older than what is known to be right. */
  readonly allowOldServer?: boolean | undefined;
}

/** Paths of PEM files. */
interface TlsFiles {
  readonly caFile?: string;
  readonly certFile?: string;
  readonly keyFile?: string;
}
