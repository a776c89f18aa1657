#!/usr/bin/env node
// Calls between every two kinds of routers: node tests/lab/nat-table.mjs [WORD...]
//
// With words, only the pairs whose name has one of them (`cone/symmetric`). Prints a table: whether
// the call came up, by which candidates, and whether both heard each other. Run it by
// tests/lab/isolated.
import { within } from '../e2e/support/deadline.mjs';
import { Laboratory } from './laboratory.mjs';
import { natTypes } from './nat.mjs';

const caseLimitMs = 60_000;
const types = Object.keys(natTypes).filter((type) => !natTypes[type].isPassing);
const pairs = types.flatMap((one, at) => types.slice(at).map((other) => [one, other]));
const words = process.argv.slice(2);
const chosen = pairs.filter((pair) => words.length === 0 || words.includes(pair.join('/')));

const show = ({ local, remote }) => `${local} → ${remote}`;

/** Both directions of dialing matter where the routers differ. */
async function callBetween(lab, [one, other]) {
  lab.network.setNat('router1', one);
  lab.network.setNat('router2', other);
  const phones = await lab.openPhones();
  try {
    await lab.call(phones);
    const [staffPath, customerPath] = await Promise.all(phones.map((phone) => phone.path()));
    await phones[0].hangUp();
    await Promise.all(phones.map((phone) => phone.waitForIdle()));
    return { staff: show(staffPath), customer: show(customerPath) };
  } catch (error) {
    await lab.keepEvidence(`${one}-${other}`);
    throw error;
  } finally {
    await lab.closePhones();
  }
}

const lab = await Laboratory.build('nat');
let passed = 0;
let failed = 0;
console.log(
  '| caller behind | callee behind | tone both ways | caller sends by | callee sends by |',
);
console.log('| --- | --- | --- | --- | --- |');
for (const pair of chosen) {
  try {
    const { staff, customer } = await within(caseLimitMs, pair.join('/'), callBetween(lab, pair));
    ++passed;
    console.log(`| ${pair[0]} | ${pair[1]} | yes | ${staff} | ${customer} |`);
  } catch (error) {
    ++failed;
    console.log(`| ${pair[0]} | ${pair[1]} | NO | ${error.message} | |`);
  }
}
await lab.close();
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed === 0 && passed > 0 ? 0 : 1);
