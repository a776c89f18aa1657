/**
 * What crosses the boundary to the core, as text: inputs say what happened, outputs what must be
 * done. The core's `ringline/phone_json.hpp` is the reference.
 */

/** RTCSessionDescriptionInit that has its SDP. */
export interface Description {
  type: 'offer' | 'answer';
  sdp: string;
}

/** RTCIceCandidateInit; an empty `candidate` says that there will be no more. */
export interface Candidate {
  candidate: string;
  sdpMid?: string;
  sdpMLineIndex?: number;
  usernameFragment?: string;
}

/**
 * Who connects: a token where the gateway asks for one, else the base contract's claims. A token that
 * fits several people needs the tenant and the role that are meant.
 */
export type Auth =
  | { token: string; tenantId?: string; role?: 'tenant_member' | 'portal_customer' }
  | {
      userId: string;
      tenantId: string;
      role: 'tenant_member' | 'portal_customer';
      contactId?: string;
    };

export type Input =
  | { type: 'connect' | 'close' | 'leave' | 'awake' | 'tick' }
  | { type: 'recall'; text: string }
  | { type: 'dial'; contactId?: string; phoneNumber?: string; name?: string }
  | { type: 'accept' | 'reject' | 'hangUp'; id: string }
  | { type: 'setMuted'; id: string; muted: boolean }
  | { type: 'setHold'; id: string; held: boolean }
  | { type: 'linkUp'; attempt: number; auth: Auth }
  | { type: 'linkFrame'; attempt: number; text: string }
  | { type: 'linkDown'; attempt: number; reason: string }
  | { type: 'freshAuth'; auth: Auth }
  | { type: 'peerDescription'; id: string; generation: number; description: Description }
  | { type: 'peerCandidate'; id: string; generation: number; candidate: Candidate }
  | { type: 'peerState'; id: string; generation: number; state: RTCPeerConnectionState }
  | { type: 'peerFlow'; id: string; generation: number; quietMs: number }
  | { type: 'peerFailed'; id: string; generation: number; step: string; message: string }
  | { type: 'channelState'; id: string; generation: number; open: boolean }
  | { type: 'channelMessage'; id: string; generation: number; text: string }
  | { type: 'microphone'; id: string; state: MicrophoneState; message?: string }
  | { type: 'network'; online: boolean; changed?: boolean }
  | { type: 'playback'; id: string; state: PlaybackNews }
  | { type: 'sound'; what: 'gesture' | 'devices' | 'chosen' | 'allowed' }
  | PeerQuality;

/**
 * Once a second; a level is in decibels below full scale, and 127 is digital silence. The core takes
 * no notice of `codec` and `incomingLevel`: they are for those who read a recording.
 */
interface PeerQuality {
  type: 'peerQuality';
  id: string;
  generation: number;
  packetsReceived: number;
  packetsLost: number;
  jitterMs: number;
  rttMs?: number;
  bufferMs?: number;
  incomingLevel?: number;
  microphoneLevel?: number;
  path?: 'direct' | 'relayed';
  codec?: string;
  remoteMuted?: boolean;
  microphoneMuted?: boolean;
}

export type MicrophoneState = 'ready' | 'denied' | 'missing' | 'failed' | 'ended' | 'prompt';
/** What a player did: it runs; the browser wants a click first; something else has paused it. */
export type PlaybackNews = 'playing' | 'blocked' | 'paused';

/**
 * A call's microphone: `asking`: it is being opened, or the browser's prompt waits; `open`: the other side can
 * hear; `replacing`: another is being opened, and what works goes on; `lost`: it is gone and none can be opened,
 * which is tried again and again; `refused`: the user or the system doesn't allow it.
 */
export type MicrophoneStatus = 'absent' | 'asking' | 'open' | 'replacing' | 'lost' | 'refused';

/**
 * The other side's voice here: `off`: it isn't to be heard (not answered, on hold); `blocked`: the browser wants
 * a click first; `paused`: by a media key, a headset, a telephone call or the system, and it is started again.
 */
export type PlaybackStatus = 'off' | 'playing' | 'blocked' | 'paused';

export type ToneName = 'none' | 'ring' | 'ringback' | 'busy' | 'ended';

export type CallState =
  'dialing' | 'ringing' | 'incoming' | 'connecting' | 'active' | 'reconnecting' | 'ended';

/** Why a call ended. */
export type EndReason =
  | 'hung_up'
  | 'declined'
  | 'busy'
  | 'no_answer'
  | 'cancelled'
  | 'offline'
  | 'answered_elsewhere'
  | 'declined_elsewhere'
  | 'connection_lost'
  | 'media_failed'
  | 'microphone_denied'
  | 'replaced'
  | 'unsupported_browser'
  | 'error';

/**
 * What the user should be told while it lasts, and what they can do. Of several that hold, the one that
 * explains the others is shown:
 *
 * - `highRoundTrip`: both talk into each other. Leave a VPN, or a network that is far from the other.
 * - `highJitter`: the sound comes in bursts. Go nearer to the access point, or use a cable.
 * - `packetLoss`: parts of words are missing. As before; end downloads and other calls.
 * - `noIncomingAudio`: nothing has come for 4 s though the other side should send. Wait for a moment
 *   (a lost path is looked for by itself), then hang up and call again.
 * - `remoteTrackMuted`: the browser or the system gives nothing of what comes in. Look whether the
 *   page or the tab was muted, or whether another app holds the speaker.
 * - `microphoneSilent`: the microphone gives nothing but zeros. Choose another, or take away its cover
 *   and its own switch.
 * - `microphoneMuted`: the system, or a key on the headset or the keyboard, has muted the microphone;
 *   only there can it be undone.
 * - `talkingWhileMuted`: the user speaks and nobody can hear it. Offer to unmute.
 * - `microphoneUnanswered`: the browser asks for the microphone, and nobody has answered for 3 s.
 * - `microphoneLost`: the microphone is gone and no other can be opened. Plug one in, or choose one.
 * - `microphoneRefused`: the microphone isn't allowed any more. Allow it in the browser or the system.
 * - `otherMicrophoneUnanswered`: the other side hasn't answered its browser's question yet. Wait.
 * - `otherMicrophoneLost`: the other side has no microphone that works. They hear you.
 */
export type Warning =
  | 'highRoundTrip'
  | 'highJitter'
  | 'packetLoss'
  | 'noIncomingAudio'
  | 'remoteTrackMuted'
  | 'microphoneSilent'
  | 'microphoneMuted'
  | 'talkingWhileMuted'
  | 'microphoneUnanswered'
  | 'microphoneLost'
  | 'microphoneRefused'
  | 'otherMicrophoneUnanswered'
  | 'otherMicrophoneLost';

export interface CoreCall {
  id: string;
  logId: string;
  callId: string;
  direction: 'outgoing' | 'incoming';
  state: CallState;
  contactId: string;
  name: string;
  phoneNumber: string;
  durationS: number;
  muted: boolean;
  held: boolean;
  otherMuted: boolean;
  otherHeld: boolean;
  reconnecting: boolean;
  peerReconnecting: boolean;
  resuming: boolean;
  reason: EndReason | '';
  endedBy: 'local' | 'remote' | 'gateway' | '';
  repair?: { what: 'restart' | 'rebuild' | ''; attempt: number; leftS: number };
  quality?: {
    mosHundredths: number;
    level: 'good' | 'fair' | 'poor';
    reason: 'roundTrip' | 'jitter' | 'loss' | '';
    rttMs: number;
    jitterMs: number;
    lossPermille: number;
    path: 'direct' | 'relayed' | '';
  };
  warnings: Warning[];
  microphone: MicrophoneStatus;
  microphoneError?: 'denied' | 'missing' | 'failed';
  playback: PlaybackStatus;
  otherMicrophone?: 'asking' | 'lost' | 'refused';
}

export interface CoreSnapshot {
  link: 'offline' | 'connecting' | 'online';
  needsGesture: boolean;
  errorCode: string;
  errorMessage: string;
  calls: CoreCall[];
}

/** Whether a call to this contact would ring. */
export interface ContactPresence {
  contactId: string;
  reachable: boolean;
}

interface OfPeer {
  id: string;
  generation: number;
}

export type Output =
  | { type: 'openLink'; attempt: number }
  | { type: 'sendFrame'; text: string }
  | { type: 'closeLink' | 'refreshAuth' }
  | (OfPeer & {
      type: 'createPeer';
      iceServers: RTCIceServer[];
      relayOnly: boolean;
      channel: boolean;
    })
  | (OfPeer & { type: 'sendChannel'; text: string })
  | (OfPeer & { type: 'createOffer'; iceRestart: boolean })
  | (OfPeer & { type: 'setRemote'; description: Description })
  | (OfPeer & { type: 'addCandidate'; candidate: Candidate })
  | (OfPeer & { type: 'closePeer' | 'attachMicrophone' })
  | { type: 'acquireMicrophone'; id: string; quiet?: boolean }
  | { type: 'releaseMicrophone'; id: string }
  | { type: 'setMuted'; id: string; muted: boolean }
  | { type: 'playRemote'; id: string; on: boolean }
  | { type: 'playTone'; tone: ToneName }
  | { type: 'remember'; text: string }
  | { type: 'presence'; contacts: ContactPresence[]; snapshot: boolean }
  | { type: 'dialed'; id: string }
  | { type: 'changed'; now: CoreSnapshot }
  | { type: 'happened'; name: string; id?: string; detail?: string }
  | { type: 'wait'; untilMs?: number };

export interface CoreReply {
  error: { code: string; field: string; message: string } | null;
  outputs: Output[];
}
