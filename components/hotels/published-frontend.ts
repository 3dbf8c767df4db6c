import { apiPort, webPort } from './defaults';
import { scratch } from '../kubernetes/scratch';

// What the published frontend needs, by its public sources (github.com/go-elevate/k8s4arch-hotels). It is nginx, made to run as
// root: at its start it writes `env-config.js` beside the page, which tells the browser where the backend is.

/** The folder of the page in the image. The image's start writes to it, so the container has a copy that it can write to. */
export const page = scratch('page', '/usr/share/nginx/html', '64Mi');

/** The other folders that nginx writes to: request bodies, and its process id. */
export const nginxFolders = [
  scratch('nginx-cache', '/var/cache/nginx', '64Mi'),
  scratch('nginx-run', '/var/run', '1Mi'),
] as const;

/** The address of the backend for the page: a path of the page's own origin, as in our frontend. */
export const environment = { HOTELS_API_HOST: '/api' } as const;

/** The sites of nginx. The image's only site serves the page; this one also passes `/api` on to the backend in the pod. */
export const sites = {
  folder: '/etc/nginx/conf.d',
  files: {
    'default.conf': `server {
    listen ${webPort.number};
    root ${page.mount.mountPath};

    location ${environment.HOTELS_API_HOST}/ {
        proxy_pass http://127.0.0.1:${apiPort.number}/;
        # Answers are buffered in memory only.
        proxy_max_temp_file_size 0;
    }

    # Beside the page there are files that only the start of the image needs.
    location ~ ^/(\\.|env\\.sh$) {
        return 404;
    }
}
`,
  },
} as const;
