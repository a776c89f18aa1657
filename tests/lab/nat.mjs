// Kinds of routers, as rules of nftables.
//
// Names are those of RFC 3489, which people still use; RFC 4787 says it more exactly: `cone` maps
// endpoint-independently and filters by address and port, `symmetric` maps anew for each destination.

const established = 'iifname "wan" ct state established,related accept';

/**
 * about    for the table
 * mapping  the rule that rewrites outgoing packets
 * forward  what passes, in order; what no rule accepts is dropped
 * inbound  rewrites packets that nobody inside has asked for
 * isPassing  no kind of router, but a moment in the life of one
 */
export const natTypes = {
  open: {
    about: 'full cone: whoever knows the port may come in',
    mapping: 'oifname "wan" masquerade',
    forward: ['accept'],
    inbound: (host) => `iifname "wan" meta l4proto udp dnat to ${host}`,
  },
  cone: {
    about: 'port-restricted cone, as most homes have',
    mapping: 'oifname "wan" masquerade',
    forward: [established, 'iifname "lan" accept'],
  },
  /** As `cone`, but no port is the one that it was: what a router is that has forgotten everything. */
  reboundCone: {
    about: 'port-restricted cone that has made its mappings anew',
    mapping: 'oifname "wan" meta l4proto { tcp, udp } masquerade to :20000-29999',
    forward: [established, 'iifname "lan" accept'],
    isPassing: true,
  },
  symmetric: {
    about: 'another port for each destination, as mobile carriers and companies have',
    mapping: 'oifname "wan" masquerade fully-random',
    forward: [established, 'iifname "lan" accept'],
  },
  noUdp: {
    about: 'UDP is blocked',
    mapping: 'oifname "wan" masquerade',
    forward: ['meta l4proto udp drop', established, 'iifname "lan" accept'],
  },
  webOnly: {
    about: 'nothing but the ports of the web, 80 and 443, by TCP',
    mapping: 'oifname "wan" masquerade',
    forward: [established, 'iifname "lan" tcp dport { 80, 443 } accept'],
  },
};

/** The whole ruleset of a router whose inside has this one host. */
export function rulesOf(type, host) {
  const { mapping, forward, inbound } = natTypes[type];
  const accepted = forward.map((rule) => `    ${rule}`).join('\n');
  return `flush ruleset
table ip router {
  chain outgoing {
    type nat hook postrouting priority srcnat;
    ${mapping}
  }
  chain incoming {
    type nat hook prerouting priority dstnat;
    ${inbound ? inbound(host) : ''}
  }
  chain forward {
    type filter hook forward priority filter; policy drop;
${accepted}
  }
  chain input {
    type filter hook input priority filter; policy accept;
    ${established}
    # A router that answers a peer's early packet itself would keep the port for that.
    iifname "wan" drop
  }
}
`;
}
