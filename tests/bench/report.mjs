// What was measured of the gateways, as tables for people and as BENCH lines for programs.

const perCpu = ({ count, gatewayS }) => count / gatewayS;
const perAllCpu = ({ count, gatewayS, databaseS }) => count / (gatewayS + databaseS);
const ratioOf = (better, one, other) => (better === 'more' ? one / other : other / one);
const rows = [
  ['calls_per_cpu_second', ({ calls }) => perCpu(calls), 'more'],
  // PostgreSQL's included: SQLite works within the gateway.
  ['calls_per_cpu_second_with_database', ({ calls }) => perAllCpu(calls), 'more'],
  ['signals_per_cpu_second', ({ signals }) => perCpu(signals), 'more'],
  ['single_signals_per_cpu_second', (all) => perCpu(all['single-signals']), 'more'],
  ['relay_p50_ms', (all) => all['relay-time'].p50Ms, 'less'],
  ['relay_p99_ms', (all) => all['relay-time'].p99Ms, 'less'],
  ['bytes_per_idle_connection', ({ idle }) => idle.bytesAConnection, 'less'],
  ['connections_per_cpu_second', ({ idle }) => perCpu(idle), 'more'],
];
const shown = (value) => (value >= 100 ? value.toFixed(0) : value.toPrecision(3));

// What is compared with what, and what the names of its BENCH lines end in.
const pairs = [
  { ours: 'Ringline, SQLite', peer: 'NestJS, Prisma', suffix: '' },
  { ours: 'Ringline, PostgreSQL', peer: 'NestJS, Prisma', suffix: '_postgres' },
  { ours: 'Ringline, SQLite', peer: 'NestJS, pg', suffix: '_beside_pg' },
  { ours: 'Ringline, PostgreSQL', peer: 'NestJS, pg', suffix: '_postgres_beside_pg' },
];

const line = (title, cells) => title.padEnd(36) + cells.map((cell) => cell.padStart(14)).join('');

function printTable(title, columns, cellsOf) {
  console.log();
  console.log(
    line(
      title,
      columns.map(([above]) => above),
    ),
  );
  console.log(
    line(
      '',
      columns.map(([, below]) => below),
    ),
  );
  for (const row of rows) console.log(line(row[0].replaceAll('_', ' '), cellsOf(row)));
}

/** @param measured the figures of each party by its name, and of each load by the load's */
export function printComparison(measured) {
  const names = Object.keys(measured);
  const both = pairs.filter(({ ours, peer }) => measured[ours] && measured[peer]);
  const ratio = ([, read, better], { ours, peer }) =>
    ratioOf(better, read(measured[ours]), read(measured[peer])).toFixed(2);

  printTable(
    'Measured',
    names.map((name) => name.split(', ')),
    ([, read]) => names.map((name) => shown(read(measured[name]))),
  );
  if (both.length === 0) return;
  const database = (name) => name.split(', ')[1];
  printTable(
    'Times better',
    both.map(({ ours, peer }) => [database(ours), `than ${database(peer)}`]),
    (row) => both.map((pair) => ratio(row, pair)),
  );
  console.log();
  for (const row of rows) {
    const [name, read] = row;
    for (const pair of both) {
      const figures = [pair.ours, pair.peer].map((party) => shown(read(measured[party])));
      console.log(`BENCH ${name}${pair.suffix} ${figures.join(' ')} ${ratio(row, pair)}`);
    }
  }
}
