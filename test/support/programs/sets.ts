import type { PackageSet, Program } from './package-set';

/** What belongs to a running machine, and no program here asks for. */
const machine = [
  ...words(
    'adduser ca-certificates dbus debconf dpkg init-system-helpers iptables libc-bin locales lsb-release',
  ),
  ...words('media-types openssl passwd perl perl-base procps ssl-cert systemd tar tzdata ucf'),
  // The machine's own: a program runs on one loader and the C library that belongs to it.
  'libc6',
];

const fonts = `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd">
<fontconfig>
  <dir>ROOT/usr/share/fonts</dir>
  <cachedir prefix="xdg">fontconfig</cachedir>
  <alias><family>sans-serif</family><prefer><family>DejaVu Sans</family></prefer></alias>
  <alias><family>serif</family><prefer><family>DejaVu Serif</family></prefer></alias>
  <alias><family>monospace</family><prefer><family>DejaVu Sans Mono</family></prefer></alias>
</fontconfig>
`;

/** The browser that the page of the hotels is tried in. */
export const chromium: PackageSet = {
  name: 'chromium',
  packages: ['chromium', 'fonts-dejavu-core'],
  // It draws without a graphics card, on no desktop.
  without: [
    ...machine,
    ...words('adwaita-icon-theme dconf-gsettings-backend libgl1-mesa-dri libgtk-3-common shared-mime-info'),
    ...words('x11-utils xdg-utils xkb-data'),
  ],
  programs: {
    chromium: {
      path: 'usr/lib/chromium/chromium',
      environment: { FONTCONFIG_FILE: 'ROOT/fonts.conf' },
    },
  },
  files: { 'fonts.conf': fonts },
};

/** The engine that compose.yaml is tried on, its client, and Compose, which is a program in Debian's Python. */
export const docker: PackageSet = {
  name: 'docker',
  packages: ['docker.io', 'docker-compose'],
  without: machine,
  programs: {
    docker: { path: 'usr/bin/docker' },
    dockerd: {
      path: 'usr/sbin/dockerd',
      // Where it finds containerd and runc.
      environment: { PATH: 'ROOT/usr/bin:ROOT/usr/sbin:$PATH' },
    },
    'docker-compose': {
      path: 'usr/bin/python3.11',
      args: ['-s', 'ROOT/usr/bin/docker-compose'],
      environment: { PYTHONHOME: 'ROOT/usr', PYTHONPATH: 'ROOT/usr/lib/python3/dist-packages' },
    },
  },
};

const server = 'usr/lib/postgresql/15';

/** The database server of the hotels' image. */
export const postgresql: PackageSet = {
  name: 'postgresql',
  packages: ['postgresql-15'],
  // It compiles no queries, as in the image: with the library that does so it would ask for LLVM.
  excluded: [`${server}/lib/llvmjit.so`, `${server}/lib/bitcode`],
  without: [...machine, 'libllvm14', 'postgresql-client-common', 'postgresql-common'],
  programs: Object.fromEntries(
    ['createdb', 'initdb', 'pg_ctl', 'postgres', 'psql'].map((name): [string, Program] => [
      name,
      { path: `${server}/bin/${name}` },
    ]),
  ),
};

function words(text: string): string[] {
  return text.split(' ');
}
