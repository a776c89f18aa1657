#!/usr/bin/env node
// Asks a relay whether it is what turnserver.conf makes of it:
//
//   TURN_SECRET=... node deploy/coturn/check.mjs turn.example.com [PORT]
//
// It asks for places and permissions over UDP and sends nothing to anybody else. Exit code 0: it
// serves whom it should, and nobody else, and refuses to send where it must not.
import { allowed, denied, familyOf } from './peers.mjs';
import { mintCredentials, TurnClient } from './turn-client.mjs';

const [host, port = '3478'] = process.argv.slice(2);
const secret = process.env.TURN_SECRET;
if (!host || !secret) {
  console.error('usage: TURN_SECRET=... node deploy/coturn/check.mjs HOST [PORT]');
  process.exit(2);
}

let failed = 0;
function report(name, problems) {
  if (problems.length > 0) ++failed;
  console.log(problems.length > 0 ? `FAILED  ${name}: ${problems.join(', ')}` : `ok      ${name}`);
}

const open = (credentials) => new TurnClient(host, Number(port), credentials);
const says = ({ ok, code, reason }) => (ok ? 'served' : `${code} ${reason}`);

async function refuses(name, credentials) {
  const client = open(credentials);
  const answer = await client.allocate();
  report(`${name}: refused`, answer.code === 401 ? [] : [says(answer)]);
  client.close();
}

try {
  await refuses('without credentials', null);
  await refuses(
    'with credentials of another secret',
    mintCredentials(`not ${secret}`, 'check', 60),
  );
  await refuses('with credentials whose time is over', mintCredentials(secret, 'check', -1));
  const places = {};
  for (const family of ['ipv4', 'ipv6']) {
    const client = open(mintCredentials(secret, `check-${family}`, 300));
    const answer = await client.allocate(family);
    if (answer.ok) places[family] = client;
    else client.close();
    // A relay without IPv6 is fine; nothing of that family can be reached through it.
    if (!answer.ok && family === 'ipv6') console.log(`        no place in IPv6: ${says(answer)}`);
    else report(`a place in ${family}`, answer.ok ? [] : [says(answer)]);
  }
  for (const [table, expected] of [
    [denied, 403],
    [allowed, 0],
  ]) {
    for (const [name, addresses] of Object.entries(table)) {
      const client = places[familyOf(name)];
      if (!client) continue;
      const wrong = [];
      for (const address of addresses) {
        const answer = await client.permit(address);
        if (answer.code !== expected) wrong.push(`${address} ${says(answer)}`);
      }
      report(`${expected === 403 ? 'never sends to' : 'sends to'} ${name}`, wrong);
    }
  }
  for (const client of Object.values(places)) {
    await client.refresh(0);
    client.close();
  }
} catch (error) {
  report('it answers', [error.message]);
}
process.exit(failed > 0 ? 1 : 0);
