// The drawer at the bottom: every input of the core and every output that followed, for visitors
// who want to know how it works.

import { make, setText } from './dom.js';
import { formatCount } from './locale.js';
import { createTraceLog, isShown, mostEntries } from './trace-log.js';

const mostRows = 400; // of what is shown; copying takes everything
const seconds = new Intl.NumberFormat('en', { minimumFractionDigits: 3, maximumFractionDigits: 3 });

/** @returns {{add(atMs, way, message): void, entries(): object[]}} */
export function createLogDrawer(refs) {
  const log = createTraceLog();
  let drawing = 0;

  const isOpen = () => !refs.logBody.hidden;
  const readFilter = () => ({
    text: refs.logFilter.value.trim().toLowerCase(),
    inputs: refs.logInputs.checked,
    outputs: refs.logOutputs.checked,
    timers: refs.logTimers.checked,
  });

  function makeRow(entry) {
    const details = make(
      'details',
      { class: `entry ${entry.way}` },
      make(
        'summary',
        {},
        make('span', { class: 'entry-time' }, seconds.format(entry.atMs / 1000)),
        make('span', { class: 'entry-way' }, entry.way),
        make('span', { class: 'entry-type' }, entry.type),
        make('span', { class: 'entry-summary' }, entry.summary),
      ),
    );
    details.addEventListener(
      'toggle',
      () => details.append(make('pre', {}, JSON.stringify(entry.message, null, 2))),
      { once: true },
    );
    return make('li', {}, details);
  }

  function drawAll() {
    const filter = readFilter();
    const shown = log.entries.filter((entry) => isShown(entry, filter));
    refs.logList.replaceChildren(...shown.slice(-mostRows).map(makeRow));
    refs.logList.scrollTop = refs.logList.scrollHeight;
    const cut = shown.length > mostRows ? `, the last ${formatCount(mostRows)} shown` : '';
    const lost = log.dropped > 0 ? `, the oldest ${formatCount(log.dropped)} dropped` : '';
    setText(
      refs.logStatus,
      `${formatCount(shown.length)} of ${formatCount(log.entries.length)}${cut}${lost}`,
    );
  }

  function drawNew(entries) {
    const filter = readFilter();
    const list = refs.logList;
    const follows = list.scrollHeight - list.scrollTop - list.clientHeight < 24;
    list.append(...entries.filter((entry) => isShown(entry, filter)).map(makeRow));
    while (list.children.length > mostRows) list.firstElementChild.remove();
    if (follows) list.scrollTop = list.scrollHeight;
  }

  let waiting = [];
  function flush() {
    drawing = 0;
    const last = waiting.findLast((entry) => !entry.isTimer);
    if (last) setText(refs.logLast, `${last.way} ${last.type}`);
    const full = log.entries.length >= mostEntries ? '+' : '';
    setText(refs.logCount, formatCount(log.entries.length) + full);
    if (isOpen()) drawNew(waiting);
    waiting = [];
  }

  refs.logHandle.addEventListener('click', () => {
    const open = !isOpen();
    refs.logBody.hidden = !open;
    refs.logHandle.setAttribute('aria-expanded', String(open));
    if (open) drawAll();
  });
  for (const control of [refs.logFilter, refs.logInputs, refs.logOutputs, refs.logTimers]) {
    control.addEventListener('input', drawAll);
  }
  refs.logClear.addEventListener('click', () => {
    log.clear();
    setText(refs.logCount, '0');
    setText(refs.logLast, '');
    drawAll();
  });
  refs.logCopy.addEventListener('click', async () => {
    const filter = readFilter();
    const copied = log.entries
      .filter((entry) => isShown(entry, filter))
      .map(({ atMs, way, message }) => ({ atMs, way, ...message }));
    try {
      await navigator.clipboard.writeText(JSON.stringify(copied, null, 2));
      setText(refs.logStatus, `${formatCount(copied.length)} entries copied.`);
    } catch (error) {
      setText(refs.logStatus, `They can’t be copied here: ${error.message}`);
    }
  });

  return {
    entries: () => log.entries.map(({ atMs, way, message }) => ({ atMs, way, ...message })),
    add(atMs, way, message) {
      waiting.push(log.add(atMs, way, message));
      drawing ||= requestAnimationFrame(flush);
    },
  };
}
