import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

import { run, tryRun, type CommandOptions } from '../host/command';
import { Failure } from '../host/failure';
import { hasLegacyTables, removeAddressSets } from './firewall';
import { network, type Layout } from './layout';

/** The kernel settings that the cluster needs, by file in `/proc/sys`. */
const sysctls: Readonly<Record<string, string>> = {
  'net/ipv4/ip_forward': '1',
  // Node ports and load balancers use loopback addresses; a rule of the kubelet drops such packets from outside.
  'net/ipv4/conf/all/route_localnet': '1',
  // Pods on the bridge reach each other through Services.
  'net/bridge/bridge-nf-call-iptables': '1',
};

/** The file with the kernel settings of the machine before the first start, which `removeNetwork` restores. */
function savedSysctls(layout: Layout): string {
  return join(layout.paths.run, 'sysctls.json');
}

/**
 * Creates the bridge for pods and changes the kernel settings, as far as that is not done.
 *
 * @throws {@link Failure} when the kernel lacks the module br_netfilter, or `ip` fails.
 */
export async function ensureNetwork(layout: Layout, options: CommandOptions): Promise<void> {
  // May fail: some kernels have the module built in, some machines have no modprobe. readSysctl checks the result.
  await tryRun('modprobe', ['br_netfilter'], options).catch(() => undefined);
  const file = savedSysctls(layout);
  if (!existsSync(file)) {
    const before = Object.fromEntries(Object.keys(sysctls).map((name) => [name, readSysctl(name)]));
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
    writeFileSync(`${file}.new`, JSON.stringify(before));
    renameSync(`${file}.new`, file);
  }
  for (const [name, value] of Object.entries(sysctls)) writeFileSync(join('/proc/sys', name), value);

  if (!existsSync(join('/sys/class/net', network.bridge))) {
    await run('ip', ['link', 'add', network.bridge, 'type', 'bridge'], options);
  }
  // By default a bridge has the lowest hardware address of its ports, which changes when that pod is deleted. All pods
  // would then send packets to the old address until they ask for it again, and their requests would fail.
  const address = join('/sys/class/net', network.bridge, 'address');
  if (readFileSync(address, 'utf8').trim() !== network.nodeHardwareAddress)
    await run('ip', ['link', 'set', network.bridge, 'address', network.nodeHardwareAddress], options);
  const prefix = network.podRange.split('/')[1] ?? '';
  await run('ip', ['address', 'replace', `${network.nodeAddress}/${prefix}`, 'dev', network.bridge], options);
  await run('ip', ['link', 'set', network.bridge, 'up'], options);
}

function readSysctl(name: string): string {
  try {
    return readFileSync(join('/proc/sys', name), 'utf8').trim();
  } catch (error) {
    throw new Failure(
      `The kernel has no setting ${name.replaceAll('/', '.')}: load the module br_netfilter.`,
      {
        cause: error,
      },
    );
  }
}

/** Removes every network interface and iptables rule of the cluster, and restores the kernel settings. */
export async function removeNetwork(layout: Layout, options: CommandOptions): Promise<void> {
  await removeInterfaces(options);
  const commands = ['iptables', 'ip6tables', ...(hasLegacyTables() ? ['iptables-legacy'] : [])];
  for (const command of commands) await removeRules(command, options);
  await removeAddressSets(options);
  const file = savedSysctls(layout);
  if (existsSync(file)) {
    const before = JSON.parse(readFileSync(file, 'utf8')) as Record<string, string>;
    for (const [name, value] of Object.entries(before)) {
      const setting = join('/proc/sys', name);
      // The setting disappears with its kernel module.
      if (existsSync(setting)) writeFileSync(setting, value);
    }
    rmSync(file);
  }
}

async function removeInterfaces(options: CommandOptions): Promise<void> {
  if (!existsSync(join('/sys/class/net', network.bridge))) return;
  const shown = await run('ip', ['-json', 'link', 'show', 'master', network.bridge], options);
  const links = JSON.parse(shown || '[]') as { ifname?: string }[];
  for (const { ifname } of links) if (ifname) await tryRun('ip', ['link', 'delete', ifname], options);
  await tryRun('ip', ['link', 'delete', network.bridge], options);
}

/** Removes the rules of the cluster from all tables. Other rules keep their order and their counters. */
async function removeRules(command: string, options: CommandOptions): Promise<void> {
  const saved = await tryRun(`${command}-save`, ['-c'], options).catch(() => undefined);
  options.signal?.throwIfAborted();
  if (saved?.status !== 0) return;
  const kept = withoutClusterRules(saved.stdout);
  if (kept === saved.stdout) return;
  await run(`${command}-restore`, ['-c'], { ...options, input: `${kept}\n` });
}

/**
 * Removes the chains and rules of the cluster from the output of `iptables-save`: those of kube-proxy and the kubelet
 * (KUBE-…), and those of our container network, which have its name in a comment.
 */
export function withoutClusterRules(saved: string): string {
  const lines = saved.split('\n');
  const comment = `name: \\"${network.name}\\"`;
  const ours = new Set<string>();
  for (const line of lines) {
    if (!line.includes(comment)) continue;
    const target = / -j (CNI-(?:DN-)?[0-9a-f]+)/.exec(line)?.[1];
    if (target) ours.add(target);
  }
  // All container networks share the chains CNI-HOSTPORT-…, so only the last network removes them.
  const forwards = lines.flatMap((line) => /^:(CNI-DN-\S+)/.exec(line)?.[1] ?? []);
  const last = forwards.length > 0 && forwards.every((chain) => ours.has(chain));
  const belongs = (chain: string): boolean =>
    chain.startsWith('KUBE-') || ours.has(chain) || (last && chain.startsWith('CNI-HOSTPORT-'));
  return lines
    .filter((line) => {
      if (line.includes(comment)) return false;
      const declared = /^:(\S+)/.exec(line)?.[1];
      if (declared !== undefined) return !belongs(declared);
      const rule = /^(?:\[\d+:\d+\] )?-A (\S+)/.exec(line);
      if (!rule) return true;
      const target = / -[jg] (\S+)/.exec(line)?.[1];
      return !belongs(rule[1] ?? '') && !(target !== undefined && belongs(target));
    })
    .join('\n');
}
