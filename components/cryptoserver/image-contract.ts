import type { ImageSources } from '../images/images';
import type { ImageKind } from '../images/kind';

/** The image of the cryptoserver: ours, and the one that its document names (docs/requirements.md#exercise-6). */
export const fileserver: ImageSources = {
  folder: 'fileserver',
  with: ['node-service'],
  published: 'quay.io/k8sexercices/fileserver:v1.0',
};

/** How images of one kind are started. */
export interface ImageContract {
  /** Makes the keys file, unless there is one, and then goes on to serve. */
  readonly createCommand: readonly string[];
  /** Only serves; never makes the keys file. */
  readonly serveCommand: readonly string[];
  /** The environment that only this kind needs. */
  readonly env: Readonly<Record<string, string>>;
}

/**
 * The commands and environment of an image of the given kind.
 *
 * @param kind - ours or a published one
 * @param keysSeconds - how long our image takes to make the keys; a published one takes its own time
 */
export function imageContract(kind: ImageKind, keysSeconds: number): ImageContract {
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
    // Otherwise the .NET runtime opens a socket for diagnostics, which nothing here uses.
    env: { DOTNET_EnableDiagnostics: '0' },
  };
}
