import type { PackageSet, Program } from './package-set';

/** Packages of the operating system that none of these programs needs. */
const machine = [
  ...words(
    'adduser ca-certificates dbus debconf dpkg init-system-helpers iptables libc-bin locales lsb-release',
  ),
  ...words('media-types openssl passwd perl perl-base procps ssl-cert systemd tar tzdata ucf'),
  // The programs use the C library of the machine: it must match the dynamic loader.
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

/** The browser for the tests of the hotels page. */
export const chromium: PackageSet = {
  name: 'chromium',
  packages: ['chromium', 'fonts-dejavu-core'],
  // It runs headless, without a graphics card.
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

/** The Docker engine for the tests of compose.yaml, its client, and Compose, a Python program in Debian. */
export const docker: PackageSet = {
  name: 'docker',
  packages: ['docker.io', 'docker-compose'],
  without: machine,
  programs: {
    docker: { path: 'usr/bin/docker' },
    dockerd: {
      path: 'usr/sbin/dockerd',
      // The folders of containerd and runc.
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

/** The database server that the image `postgres` also has. */
export const postgresql: PackageSet = {
  name: 'postgresql',
  packages: ['postgresql-15'],
  // Without JIT compilation, as in the image: its library needs LLVM.
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
