// A small internet in network namespaces: two homes behind routers, and a public network between them
// with the gateway and the relay. Run it by tests/lab/isolated.
//
//   home1 ── router1 ── wire1 ──┐
//     └───── router3 ── wire3 ──┤ public: 203.0.113.10 the gateway, .11 the relay
//   home2 ── router2 ── wire2 ──┘
//
// home1 has a second way out (another network to switch to), which is down at first.
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

import { rulesOf } from './nat.mjs';

export const publicAddress = '203.0.113.10';
export const relayAddress = '203.0.113.11';

/** Of each way from a home to the public network. */
const ways = {
  router1: { home: 'home1', inner: 'eth0', lan: '10.1.0', wan: '203.0.113.101', wire: 'wire1' },
  router2: { home: 'home2', inner: 'eth0', lan: '10.2.0', wan: '203.0.113.102', wire: 'wire2' },
  router3: { home: 'home1', inner: 'wlan0', lan: '10.3.0', wan: '203.0.113.103', wire: 'wire3' },
};
/** Where a router goes when its provider gives it another address. */
const otherAddresses = ['203.0.113.151', '203.0.113.152', '203.0.113.153'];

const run = (program, ...args) => {
  try {
    return execFileSync(program, args, { encoding: 'utf8', stdio: ['pipe', 'pipe', 'pipe'] });
  } catch (error) {
    const said = error.stderr?.trim() || error.message;
    throw new Error(`${program} ${args.join(' ')}: ${said}`, { cause: error });
  }
};
const ip = (...args) => run('ip', ...args);
const exec = (namespace, ...command) => run('ip', 'netns', 'exec', namespace, ...command);

/**
 * Lays the network out and runs this very program again in home2, where it stays: Firefox is steered
 * over a socket of its own network, and Chromium doesn't mind. Returns only there.
 */
export function enterNetwork() {
  if (process.env.RINGLINE_LABORATORY) return;
  layOut();
  const [, ...again] = process.argv;
  const { status } = spawnSync('ip', ['netns', 'exec', 'home2', process.execPath, ...again], {
    stdio: 'inherit',
    env: { ...process.env, RINGLINE_LABORATORY: '1' },
  });
  process.exit(status ?? 1);
}

function layOut() {
  addNamespace('public');
  ip('-n', 'public', 'link', 'add', 'br0', 'type', 'bridge');
  for (const address of [publicAddress, relayAddress]) {
    ip('-n', 'public', 'addr', 'add', `${address}/24`, 'dev', 'br0');
  }
  up('public', 'br0');
  // coturn gives a place up when the kernel knows no way to a peer's private address.
  ip('-n', 'public', 'route', 'add', 'default', 'dev', 'br0');
  for (const home of new Set(Object.values(ways).map((way) => way.home))) addNamespace(home);
  for (const [router, way] of Object.entries(ways)) addWay(router, way);
  ip('-n', 'home1', 'link', 'set', 'wlan0', 'down');
  for (const [router, { inner }] of Object.entries(ways)) if (inner === 'eth0') route(router);
}

function addNamespace(name) {
  ip('netns', 'add', name);
  ip('-n', name, 'link', 'set', 'lo', 'up');
  exec(name, 'sysctl', '-qw', 'net.ipv4.conf.all.rp_filter=0');
}

function up(namespace, link) {
  // An IPv6 address that appears a second later would be a change of network by itself.
  ip('-n', namespace, 'link', 'set', link, 'addrgenmode', 'none');
  ip('-n', namespace, 'link', 'set', link, 'up');
}

function pair(namespaceA, linkA, namespaceB, linkB) {
  const other = ['peer', 'name', linkB, 'netns', namespaceB];
  ip('link', 'add', linkA, 'netns', namespaceA, 'type', 'veth', ...other);
  for (const [namespace, link] of [
    [namespaceA, linkA],
    [namespaceB, linkB],
  ]) {
    // The wire reads raw frames, which would have no checksums yet.
    const off = ['tx', 'rx', 'gso', 'tso', 'gro'].flatMap((name) => [name, 'off']);
    exec(namespace, 'ethtool', '-K', link, ...off);
    up(namespace, link);
  }
}

function addWay(router, { home, inner, lan, wan, wire }) {
  addNamespace(router);
  addNamespace(wire);
  pair(router, 'wan', wire, 'near');
  pair(wire, 'far', 'public', `to-${wire}`);
  ip('-n', 'public', 'link', 'set', `to-${wire}`, 'master', 'br0');
  pair(router, 'lan', home, inner);
  ip('-n', router, 'addr', 'add', `${wan}/24`, 'dev', 'wan');
  ip('-n', router, 'addr', 'add', `${lan}.1/24`, 'dev', 'lan');
  ip('-n', home, 'addr', 'add', `${lan}.2/24`, 'dev', inner);
  exec(router, 'sysctl', '-qw', 'net.ipv4.ip_forward=1');
}

function route(router) {
  const { home, inner, lan } = ways[router];
  ip('-n', home, 'route', 'replace', 'default', 'via', `${lan}.1`, 'dev', inner);
}

/** The network that {@link enterNetwork} has laid out, and what can be done to it. */
export class Network {
  constructor(wireProgram) {
    this.wireProgram = wireProgram;
    this.wires = new Map();
    this.spareAddresses = [...otherAddresses];
  }

  static async start(wireProgram) {
    const network = new Network(wireProgram);
    for (const [router, { wire }] of Object.entries(ways)) {
      await network.startWire(wire);
      network.setNat(router, 'cone');
    }
    return network;
  }

  async startWire(wire) {
    const child = spawn('ip', ['netns', 'exec', wire, this.wireProgram, 'near', 'far'], {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    const lines = createInterface({ input: child.stdout });
    await once(lines, 'line');
    this.wires.set(wire, { child, lines });
  }

  /** The program and arguments that start another in a namespace. */
  static inside(namespace, program, args) {
    return ['ip', ['netns', 'exec', namespace, program, ...args]];
  }

  /** Makes a router one of this kind; what it had mapped is forgotten. */
  setNat(router, type) {
    execFileSync('ip', ['netns', 'exec', router, 'nft', '-f', '-'], {
      input: rulesOf(type, `${ways[router].lan}.2`),
    });
    this.forgetMappings(router);
  }

  forgetMappings(router) {
    exec(router, 'conntrack', '-F');
  }

  /** The weather of a wire: what it delays, loses, or whether it is cut. */
  async setWire(wire, { delayMs = 0, jitterMs = 0, lossPercent = 0, down = false } = {}) {
    const { child, lines } = this.wires.get(wire);
    const said = once(lines, 'line');
    child.stdin.write(`${delayMs} ${jitterMs} ${lossPercent} ${down ? 1 : 0}\n`);
    await said;
  }

  /** The router forgets its mappings and makes others: a NAT that rebinds. */
  rebind(router) {
    this.setNat(router, 'reboundCone');
  }

  /** The provider gives the router another address. */
  moveRouter(router) {
    const [next, ...rest] = this.spareAddresses;
    this.spareAddresses = rest;
    ip('-n', router, 'addr', 'flush', 'dev', 'wan');
    ip('-n', router, 'addr', 'add', `${next}/24`, 'dev', 'wan');
    this.forgetMappings(router);
  }

  /** home1 leaves its cable for the other network, or comes back. */
  switchNetwork(to = 'wlan0') {
    const from = to === 'wlan0' ? 'eth0' : 'wlan0';
    ip('-n', 'home1', 'link', 'set', from, 'down');
    ip('-n', 'home1', 'link', 'set', to, 'up');
    route(to === 'wlan0' ? 'router3' : 'router1');
  }

  close() {
    for (const { child } of this.wires.values()) child.kill('SIGKILL');
  }
}
