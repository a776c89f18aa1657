// One phone: joins the views to a Ringline phone. The phone decides about calls; this page shows
// its snapshot and passes on what the visitor does.

import { ApiError, createSession, listPeople } from './api.js';
import { createCallView } from './call-view.js';
import { createDialView } from './dial-view.js';
import { collectRefs, setText } from './dom.js';
import { createHistoryView } from './history-view.js';
import { createIncomingView } from './incoming-view.js';
import { createLogDrawer } from './log-drawer.js';
import { explainMicrophone } from './microphone-help.js';
import { createNoticeView } from './notice-view.js';
import { readParameters } from './parameters.js';
import { choosePerson, createPeopleView } from './people-view.js';
import { createRingHint } from './ring-hint.js';
import { createSoundPanel } from './sound-panel.js';
import { createVoiceMeters } from './voice-meter.js';
import { describeEnd, describeTrouble, otherName } from './words.js';

const linkWords = { offline: 'Offline', connecting: 'Connecting', online: 'Online' };
const unprocessed = { echoCancellation: false, noiseSuppression: false, autoGainControl: false };
const heard = new Set(['active', 'reconnecting']);

const refs = collectRefs(document);
const parameters = readParameters(location.search);

function showBanner(title, text, action) {
  setText(refs.bannerTitle, title);
  setText(refs.bannerText, text);
  refs.bannerAction.onclick = action ?? null;
  refs.bannerAction.hidden = !action;
  refs.banner.hidden = false;
}

function showStartError(error) {
  const title = error instanceof ApiError ? 'This phone can’t start' : 'Ringline can’t be loaded';
  showBanner(title, error.message, () => location.reload());
  setText(refs.link, linkWords.offline);
  refs.link.dataset.link = 'offline';
}

/** Tells the page with both phones how this one stands. */
function tellStage(call) {
  if (window.parent === window) return;
  const message = {
    ringline: { as: parameters.as, state: call?.state ?? 'idle', direction: call?.direction ?? '' },
  };
  window.parent.postMessage(message, location.origin);
}

function startPhone(createPhone, people, person) {
  const session = createSession(person.userId);
  const peopleView = createPeopleView(refs, people, person);
  const log = createLogDrawer(refs);
  const phone = createPhone({
    url: location.origin,
    auth: async () => ({ token: await session.token() }),
    memoryKey: person.userId, // two people may stand side by side in one tab
    ...(parameters.relayOnly ? { iceTransportPolicy: 'relay' } : {}),
    ...(parameters.rawAudio ? { audioConstraints: unprocessed } : {}),
  });
  let microphoneState = '';
  let endedId = '';
  let heldCall = null;

  phone.on('trace', ({ nowMs, input, outputs }) => {
    if (input.type === 'microphone') microphoneState = input.state;
    log.add(nowMs, 'in', input);
    for (const output of outputs) log.add(nowMs, 'out', output);
  });

  function dial(whom) {
    notice.hide();
    dialView.clear();
    phone.dial(whom).catch((error) => dialView.tell(`The call can’t be made: ${error.message}`));
  }

  const notice = createNoticeView(refs, {
    callAgain: (peer) =>
      dial({ contactId: peer.contactId, phoneNumber: peer.phoneNumber, name: peer.name }),
  });
  const callView = createCallView(refs, person.role, {
    hangUp: (id) => phone.hangUp(id),
    setMuted: (id, muted) => phone.setMuted(id, muted),
  });
  const incomingView = createIncomingView(refs, person.role, {
    accept: (id) => phone.accept(id),
    reject: (id) => phone.reject(id),
  });
  const dialView = createDialView(refs, session, { dial });
  const historyView = createHistoryView(refs, person.role, session, { dial });
  const meters = createVoiceMeters(refs, (id) => phone.levels(id));
  createSoundPanel(refs, phone);
  createRingHint(refs);

  function showEnd(call) {
    const isOwnMicrophone = call.reason === 'microphone_denied' && call.endedBy === 'local';
    const end = isOwnMicrophone
      ? {
          ...explainMicrophone(microphoneState, navigator.userAgent, window.isSecureContext),
          again: true,
        }
      : describeEnd(call);
    if (end.text) notice.show(end, call.peer);
  }

  function showLink(snapshot) {
    refs.link.dataset.link = snapshot.link;
    setText(refs.link, linkWords[snapshot.link]);
    if (snapshot.error) {
      const { title, text } = describeTrouble(snapshot.error);
      showBanner(title, text, () => location.reload());
    } else {
      refs.banner.hidden = true;
    }
  }

  function show() {
    const snapshot = phone.getSnapshot();
    const call = snapshot.calls.at(-1) ?? null;
    const rings = call?.state === 'incoming';
    const shown = rings ? null : call;
    const live = call !== null && call.state !== 'ended';

    showLink(snapshot);
    peopleView.setLocked(live);
    if (live) notice.hide();
    dialView.setShown(shown === null);
    dialView.setReady(snapshot.link === 'online' && !live);
    historyView.setReady(snapshot.link === 'online' && !live);
    callView.update(shown, snapshot.needsGesture);
    incomingView.update(rings ? call : null);
    meters.update(shown && heard.has(shown.state) ? shown : null);
    document.title = rings ? `${otherName(call)} is calling` : `${person.name}, Ringline`;
    tellStage(call);

    // The row is settled when the end is known here, and again when the gateway's figure came.
    const ended = call?.state === 'ended' ? `${call.id} ${call.durationS}` : '';
    if (ended !== endedId && (ended !== '' || endedId !== '')) historyView.refresh();
    endedId = ended;
    if (call === null && heldCall?.state === 'ended') showEnd(heldCall);
    heldCall = call;
  }

  // For the console: ringline.phone.getSnapshot(), ringline.log(), ringline.phone.recording()
  window.ringline = { phone, log: log.entries };
  phone.subscribe(show);
  phone.on('presence', (reachable) => dialView.setReachable(reachable));
  show();
  dialView.start();
  historyView.refresh();
  phone.connect();
}

try {
  const [{ createPhone }, { recorder }, people] = await Promise.all([
    import('/ringline/index.js'),
    import('/ringline/recorder.js'),
    listPeople(),
  ]);
  const person = choosePerson(people, parameters);
  if (person === null) {
    throw new ApiError(
      'unknown_person',
      `There is nobody called “${parameters.userId || parameters.as}” here.`,
    );
  }
  startPhone((options) => createPhone({ ...options, recorder: recorder() }), people, person);
} catch (error) {
  showStartError(error);
}
