// Where a relay must never send to, by family, and where it must: what turnserver.conf says, as
// addresses to try. Both ends of each range, and what lies within.

export const denied = {
  'IPv4 this network': ['0.0.0.1', '0.255.255.255'],
  'IPv4 private 10/8': ['10.0.0.0', '10.0.0.1', '10.255.255.255'],
  'IPv4 private 172.16/12': ['172.16.0.1', '172.31.255.255'],
  'IPv4 private 192.168/16': ['192.168.0.1', '192.168.255.255'],
  'IPv4 carrier-grade NAT': ['100.64.0.1', '100.127.255.255'],
  'IPv4 loopback': ['127.0.0.1', '127.255.255.255'],
  'IPv4 link-local, cloud metadata': ['169.254.0.1', '169.254.169.254', '169.254.255.255'],
  'IPv4 protocol assignments': ['192.0.0.1', '192.0.0.255'],
  'IPv4 6to4 anycast': ['192.88.99.1'],
  'IPv4 benchmarks': ['198.18.0.1', '198.19.255.255'],
  'IPv4 multicast': ['224.0.0.1', '239.255.255.255'],
  'IPv4 reserved, broadcast': ['240.0.0.1', '255.255.255.255'],
  'IPv6 unspecified and loopback': ['::', '::1'],
  'IPv6 IPv4-compatible': [
    '::10.0.0.1',
    '::127.0.0.1',
    '::10.0.0.0',
    '::0.1.0.0',
    '::0.0.1.0',
    '::255.255.255.255',
  ],
  'IPv6 IPv4-mapped': ['::ffff:10.0.0.1', '::ffff:127.0.0.1', '::ffff:169.254.169.254'],
  'IPv6 IPv4-mapped, public too': ['::ffff:198.51.100.7'],
  'IPv6 IPv4-translated': ['::ffff:0:10.0.0.1'],
  'IPv6 NAT64': ['64:ff9b::10.0.0.1', '64:ff9b::127.0.0.1'],
  'IPv6 NAT64, local': ['64:ff9b:1::1', '64:ff9b:1:ffff:ffff:ffff:ffff:ffff'],
  'IPv6 discard': ['100::1'],
  'IPv6 Teredo': ['2001::1', '2001:0:ffff:ffff:ffff:ffff:ffff:ffff'],
  'IPv6 6to4': ['2002:a00:1::', '2002:7f00:1::1', '2002:ffff:ffff:ffff:ffff:ffff:ffff:ffff'],
  'IPv6 unique local': ['fc00::1', 'fd00::1', 'fdff:ffff:ffff:ffff:ffff:ffff:ffff:ffff'],
  'IPv6 link-local': ['fe80::1', 'febf:ffff:ffff:ffff:ffff:ffff:ffff:ffff'],
  'IPv6 site-local': ['fec0::1', 'feff:ffff:ffff:ffff:ffff:ffff:ffff:ffff'],
  'IPv6 multicast': ['ff02::1', 'ff0e::1', 'ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff'],
};

// Set aside for documentation: nobody is there, and to the relay they are like any other.
export const allowed = {
  'IPv4 public': ['198.51.100.7', '203.0.113.7'],
  'IPv4 just outside of the denied ranges': [
    '1.0.0.1',
    '9.255.255.255',
    '11.0.0.1',
    '100.63.255.255',
    '100.128.0.1',
    '126.255.255.255',
    '128.0.0.1',
    '172.15.255.255',
    '172.32.0.1',
    '192.167.255.255',
    '192.169.0.1',
    '223.255.255.255',
  ],
  'IPv6 public': ['2001:db8::7', '2400:cb00::1', '2a00:1450::1'],
  'IPv6 just outside of the denied ranges': ['64:ff9c::1', '2003::1', 'fbff:ffff::1'],
};

export const familyOf = (name) => (name.startsWith('IPv6') ? 'ipv6' : 'ipv4');
