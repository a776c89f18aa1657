// A page with a phone and nothing else, worked by the test through `window.phone`. Who it is stands
// in the address: ?token=…
import { createPhone } from '/ringline/index.js';

const settings = new URLSearchParams(location.search);
const phone = createPhone({
  url: location.origin,
  auth: async () => ({ token: settings.get('token') }),
  audioConstraints: { echoCancellation: false, noiseSuppression: false, autoGainControl: false },
});

// What the screen would have shown, and when; across a reload, too.
const shown = JSON.parse(sessionStorage.getItem('lab.shown') ?? '[]');
const note = (what) => {
  const { state: before, logId } = shown.at(-1) ?? {};
  if (before === what.state && logId === what.logId) return;
  shown.push({ ...what, atMs: Date.now() });
  sessionStorage.setItem('lab.shown', JSON.stringify(shown));
};
phone.subscribe(() => {
  const call = phone.getSnapshot().calls.at(-1);
  if (!call) return;
  const { state, reason, endedBy, logId, durationS } = call;
  note({ state, reason, endedBy, logId, durationS });
});

const trace = [];
phone.on('trace', (entry) => {
  trace.push(entry);
  if (trace.length > 5_000) trace.splice(0, 1_000);
});
phone.connect();

const current = () => phone.getSnapshot().calls.at(-1).id;

window.phone = {
  core: phone,
  shown,
  trace: () => trace,
  dial: (to) => phone.dial(to),
  accept: () => phone.accept(current()),
  hangUp: () => phone.hangUp(current()),
  /** What the page keeps for its test alone. */
  forget() {
    trace.length = 0;
    shown.splice(0, shown.length - 1);
  },
};
