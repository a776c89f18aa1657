// What a call's states and ends are called, for people. {name} is the other side.

const states = {
  dialing: 'Calling',
  ringing: 'Ringing',
  incoming: 'Ringing',
  connecting: 'Connecting',
  active: 'In call',
  reconnecting: 'The sound was lost. Getting it back',
};

// title, text: what is said once the call is over. `again`: whether calling again may help.
// A title by itself is said for a moment; with a text it stays until it is dismissed.
const ends = {
  hung_up: { local: { title: 'You hung up' }, remote: { title: '{name} hung up' } },
  declined: {
    local: { title: 'You declined the call' },
    remote: {
      title: '{name} declined the call',
      text: 'They saw that you called.',
      again: true,
    },
  },
  busy: {
    local: { title: 'You were in another call', text: '{name} tried to call you.', again: true },
    remote: {
      title: '{name} is in another call',
      text: 'Try again in a few minutes.',
      again: true,
    },
  },
  no_answer: {
    outgoing: {
      title: '{name} didn’t answer',
      text: 'The call rang as long as the gateway lets it.',
      again: true,
    },
    incoming: { title: 'You missed a call', text: '{name} called you.', again: true },
  },
  cancelled: {
    local: { title: 'You cancelled the call' },
    remote: {
      title: 'You missed a call',
      text: '{name} hung up before you answered.',
      again: true,
    },
  },
  offline: {
    title: 'Contact is offline',
    text: '{name} has no page open that could ring. Call again once it is open.',
    again: true,
  },
  answered_elsewhere: { title: 'Answered on another device' },
  declined_elsewhere: { title: 'Declined on another device' },
  connection_lost: {
    title: 'The connection was lost',
    text: 'It could not be restored in time. Check the network, then call again.',
    again: true,
  },
  media_failed: {
    title: 'No sound could be sent',
    text: 'A firewall between the two sides lets no audio through. A TURN server, named to the gateway by --ice-servers, gets past it.',
    again: true,
  },
  microphone_denied: {
    remote: {
      title: '{name} can’t use a microphone',
      text: 'The browser there refused it, and a call needs both. It can be allowed there, then call again.',
      again: true,
    },
  },
  replaced: { title: 'You were calling each other' },
  unsupported_browser: {
    local: { title: 'This browser can’t make calls', text: 'Open this page in another browser.' },
    remote: {
      title: '{name} can’t be called in their browser',
      text: 'It lacks what calls are made of (WebRTC). In another browser it works.',
      again: true,
    },
  },
  error: {
    title: 'The call failed',
    text: 'The gateway or the browser refused it. The core log below says why.',
    again: true,
  },
};

// The call log's words for a row that is closed: [who called, who was called]
const outcomes = {
  hung_up: ['Answered', 'Answered'],
  declined: ['Declined', 'Declined'],
  busy: ['Was busy', 'Missed, you were in a call'],
  no_answer: ['No answer', 'Missed'],
  cancelled: ['Cancelled', 'Missed'],
  offline: ['Was offline', 'Missed, you were offline'],
  connection_lost: ['Connection lost', 'Connection lost'],
  media_failed: ['No sound', 'No sound'],
  microphone_denied: ['No microphone', 'No microphone'],
  replaced: ['Both called', 'Both called'],
  unsupported_browser: ['Browser can’t call', 'Browser can’t call'],
  error: ['Failed', 'Failed'],
};

export const otherName = (call) =>
  call.peer.name ||
  call.peer.phoneNumber ||
  (call.direction === 'incoming' ? 'Somebody' : 'Contact');

// The number that comes with a call is the customer's, whoever calls. Staff have none.
export const otherNumber = (call, role) => {
  const { name, phoneNumber } = call.peer;
  return role === 'portal_customer' || phoneNumber === name ? '' : phoneNumber;
};

const insert = (text, name) => text.replaceAll('{name}', name);

// What keeps one of the two from being heard, and what can be done.
const warnings = {
  microphoneUnanswered:
    'Your browser asks for the microphone: allow it, so that {name} can hear you',
  microphoneLost:
    'Your microphone is gone, and {name} can’t hear you: plug one in, or choose another',
  microphoneRefused: 'The microphone isn’t allowed any more, and {name} can’t hear you',
  otherMicrophoneUnanswered: '{name}’s browser still asks for the microphone; they can hear you',
  otherMicrophoneLost: '{name} has no microphone at the moment; they can hear you',
  microphoneMuted: 'Your microphone is muted by the system or by a key of its own',
  noIncomingAudio: 'Nothing is heard from {name}',
};

export function describeState(call) {
  const warning = warnings[call.warnings[0]];
  if (warning) return insert(warning, otherName(call));
  if (call.state === 'active' && call.peerReconnecting) {
    return `${otherName(call)} is reconnecting`;
  }
  return states[call.state] ?? '';
}

/** @returns {{title: string, text?: string, again?: boolean}} */
export function describeEnd(call) {
  const found = ends[call.reason] ?? ends.error;
  const side = call.endedBy === 'local' ? 'local' : 'remote';
  const said = found.title ? found : (found[call.direction] ?? found[side] ?? ends.error);
  const name = otherName(call);
  return {
    title: insert(said.title, name),
    text: said.text && insert(said.text, name),
    again: said.again ?? false,
  };
}

export function describeOutcome(row) {
  if (row.status === 'COMPLETED' && (row.reason ?? 'hung_up') === 'hung_up') return 'Answered';
  if (row.status !== 'COMPLETED' && row.status !== 'FAILED') return 'In progress';
  return (outcomes[row.reason] ?? outcomes.error)[row.outgoing ? 0 : 1];
}

/** Whether a row stands out: somebody called and nobody spoke with him. */
export const wasMissed = (row) =>
  !row.outgoing && row.status === 'FAILED' && row.reason !== 'declined';
