// The package, worked by the same `window.phone` as the deployed phone beside it.
import { createPhone } from '/ringline/index.js';

const settings = JSON.parse(new URLSearchParams(location.search).get('settings'));
const phone = createPhone({
  url: settings.gateway,
  path: settings.place.path,
  namespace: settings.place.namespace,
  auth: async () => settings.auth,
  audioConstraints: { echoCancellation: false, noiseSuppression: false, autoGainControl: false },
});

const history = [];
const trace = [];
let lastLogId = null;

function state() {
  const { link, calls } = phone.getSnapshot();
  const call = calls.at(-1);
  if (!call) return link;
  if (call.state !== 'ended') return call.state;
  if (call.reason === 'declined') return 'rejected';
  return call.reason === 'hung_up' || call.reason === 'cancelled'
    ? 'ended'
    : `failed: ${call.reason}`;
}

phone.subscribe(() => {
  lastLogId = phone.getSnapshot().calls.at(-1)?.logId ?? lastLogId;
  if (history.at(-1) !== state()) history.push(state());
});
phone.on('trace', (entry) => trace.push(entry));
phone.connect();

const current = () => phone.getSnapshot().calls.at(-1).id;

window.phone = {
  state,
  history: () => history,
  logId: () => lastLogId,
  callerName: () => phone.getSnapshot().calls.at(-1)?.peer.name ?? null,
  trace: () => trace,
  dial: ({ contactId, phone: phoneNumber, name }) => phone.dial({ contactId, phoneNumber, name }),
  accept: () => phone.accept(current()),
  reject: () => phone.reject(current()),
  hangUp: () => phone.hangUp(current()),
};
