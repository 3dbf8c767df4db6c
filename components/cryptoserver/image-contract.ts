/** The image that the cryptoserver's document has published. */
export const publishedImage = 'quay.io/k8sexercices/fileserver:v1.0';

/**
 * Which image serves the keys: `ours`, built from `images/fileserver`, or one `published` that keeps the contract of
 * `quay.io/k8sexercices/fileserver:v1.0`.
 */
export type CryptoserverImageKind = 'ours' | 'published';

/** How an image of a kind is started. */
export interface ImageContract {
  /** Makes the keys file, unless there is one, and then goes on to serve. */
  readonly createCommand: readonly string[];
  /** Only serves; never makes the keys file. */
  readonly serveCommand: readonly string[];
  /** What this kind wants in its environment besides what both kinds read. */
  readonly env: Readonly<Record<string, string>>;
}

/**
 * The commands and environment of an image of the given kind.
 *
 * @param kind - ours or a published one
 * @param keysSeconds - how long our image takes to make the keys; a published one takes its own time
 */
export function imageContract(kind: CryptoserverImageKind, keysSeconds: number): ImageContract {
  if (kind === 'ours') {
    return {
      createCommand: ['node', '/app/fileserver/src/main.js', 'create'],
      serveCommand: ['node', '/app/fileserver/src/main.js'],
      env: { KEYS_SECONDS: String(keysSeconds) },
    };
  }
  return {
    createCommand: ['dotnet', 'FileServer.dll', 'create'],
    serveCommand: ['dotnet', 'FileServer.dll'],
    // The .NET runtime opens a diagnostics socket unless told not to; nothing here reads it.
    env: { DOTNET_EnableDiagnostics: '0' },
  };
}
