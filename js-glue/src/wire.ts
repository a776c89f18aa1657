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
  | { type: 'playback'; blocked: boolean };

export type MicrophoneState = 'ready' | 'denied' | 'missing' | 'failed' | 'ended';
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
  | 'error';

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
  | { type: 'acquireMicrophone' | 'releaseMicrophone'; id: string }
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
