// STUN messages (RFC 8489) as far as a TURN client needs them (RFC 8656).
import { createHash, createHmac, randomBytes } from 'node:crypto';
import { isIPv4 } from 'node:net';

export const methods = { allocate: 0x003, refresh: 0x004, createPermission: 0x008 };
const classes = { request: 0x000, success: 0x100, error: 0x110 };
const cookie = 0x2112a442;

export const attributes = {
  username: 0x0006,
  messageIntegrity: 0x0008,
  errorCode: 0x0009,
  lifetime: 0x000d,
  xorPeerAddress: 0x0012,
  realm: 0x0014,
  nonce: 0x0015,
  xorRelayedAddress: 0x0016,
  requestedAddressFamily: 0x0017,
  requestedTransport: 0x0019,
};

/** The 4 or 16 bytes of an address. */
export function addressBytes(address) {
  if (isIPv4(address)) return Buffer.from(address.split('.').map(Number));
  // The dotted end of an address such as ::ffff:10.0.0.1.
  const dotted = /^(.*:)(\d+\.\d+\.\d+\.\d+)$/u.exec(address);
  const text = dotted
    ? dotted[1] +
      addressBytes(dotted[2])
        .toString('hex')
        .replace(/^(....)/u, '$1:')
    : address;
  const [head, tail] = text.split('::');
  const groups = (part) => (part ? part.split(':') : []);
  const missing = tail === undefined ? 0 : 8 - groups(head).length - groups(tail).length;
  const all = [...groups(head), ...Array(missing).fill('0'), ...groups(tail)];
  return Buffer.from(all.map((group) => group.padStart(4, '0')).join(''), 'hex');
}

function xor(bytes, transaction) {
  const mask = Buffer.alloc(16);
  mask.writeUInt32BE(cookie, 0);
  transaction.copy(mask, 4);
  return Buffer.from(bytes.map((byte, at) => byte ^ mask[at]));
}

export function xorAddress(address, port, transaction) {
  const value = Buffer.alloc(4);
  value[1] = isIPv4(address) ? 1 : 2;
  value.writeUInt16BE(port ^ (cookie >>> 16), 2);
  return Buffer.concat([value, xor(addressBytes(address), transaction)]);
}

function readXorAddress(value, transaction) {
  const bytes = xor(value.subarray(4), transaction);
  const address =
    value[1] === 1 ? [...bytes].join('.') : (bytes.toString('hex').match(/..../gu) ?? []).join(':');
  return { address, port: value.readUInt16BE(2) ^ (cookie >>> 16) };
}

function attribute(type, value) {
  const head = Buffer.alloc(4);
  head.writeUInt16BE(type, 0);
  head.writeUInt16BE(value.length, 2);
  return Buffer.concat([head, value, Buffer.alloc(-value.length & 3)]);
}

function header(type, length, transaction) {
  const head = Buffer.alloc(8);
  head.writeUInt16BE(type, 0);
  head.writeUInt16BE(length, 2);
  head.writeUInt32BE(cookie, 4);
  return Buffer.concat([head, transaction]);
}

export const newTransaction = () => randomBytes(12);

/** @param key of the long-term credentials, or undefined for a request without a name */
export function encodeRequest(method, list, transaction, key) {
  const body = Buffer.concat(list.map(([type, value]) => attribute(type, value)));
  if (!key) return Buffer.concat([header(method, body.length, transaction), body]);
  // What is signed says already how long the message is with its signature.
  const signed = Buffer.concat([header(method, body.length + 24, transaction), body]);
  const signature = createHmac('sha1', key).update(signed).digest();
  return Buffer.concat([signed, attribute(attributes.messageIntegrity, signature)]);
}

/** @returns {{transaction: string, ok: boolean, code: number, reason: string, values: Map}} or null */
export function decodeResponse(message) {
  if (message.length < 20 || message.readUInt32BE(4) !== cookie) return null;
  const kind = message.readUInt16BE(0) & 0x110;
  if (kind === classes.request) return null;
  const transaction = message.subarray(8, 20);
  const values = new Map();
  for (let at = 20; at + 4 <= message.length;) {
    const length = message.readUInt16BE(at + 2);
    values.set(message.readUInt16BE(at), message.subarray(at + 4, at + 4 + length));
    at += 4 + length + (-length & 3);
  }
  const error = values.get(attributes.errorCode);
  return {
    transaction: transaction.toString('hex'),
    ok: kind === classes.success,
    code: error ? error[2] * 100 + error[3] : 0,
    reason: error ? error.subarray(4).toString() : '',
    values,
    address: (type) => values.has(type) && readXorAddress(values.get(type), transaction),
  };
}

export const longTermKey = (username, realm, password) =>
  createHash('md5').update(`${username}:${realm}:${password}`).digest();
