// A host in which a test is the clock, the network, the browser and the user.

/** A WebSocket at whose other end the test sits. */
export class FakeSocket {
  readyState = 0;
  sent = [];
  onopen = null;
  onmessage = null;
  onclose = null;

  constructor(url) {
    this.url = url;
  }
  send(text) {
    this.sent.push(text);
  }
  close() {
    this.readyState = 3;
  }
  open() {
    this.readyState = 1;
    this.onopen?.();
  }
  hear(text) {
    this.onmessage?.({ data: text });
  }
  drop(code = 1006, reason = '') {
    this.readyState = 3;
    this.onclose?.({ code, reason });
  }
  /** The payloads of the events that were sent under this name. */
  events(name) {
    const marker = `["${name}",`;
    return this.sent
      .filter((frame) => frame.includes(marker))
      .map((frame) => JSON.parse(frame.slice(frame.indexOf('['))).at(1));
  }
}

/** A data channel at whose other end the test sits. */
class FakeChannel {
  readyState = 'connecting';
  sent = [];
  onopen = null;
  onclose = null;
  onmessage = null;

  constructor(label, options) {
    this.label = label;
    this.options = options;
  }
  send(text) {
    this.sent.push(text);
  }
  open() {
    this.readyState = 'open';
    this.onopen?.();
  }
  hear(data) {
    this.onmessage?.({ data });
  }
  drop() {
    this.readyState = 'closed';
    this.onclose?.();
  }
}

export class FakePeerConnection {
  steps = [];
  channel = null;
  connectionState = 'new';
  localDescription = null;
  onicecandidate = null;
  onconnectionstatechange = null;
  ontrack = null;
  #transceivers = [];
  /** Firefox before 113 has none. */
  hasSetStreams = true;
  remoteTrack = { kind: 'audio', muted: false };

  constructor(configuration) {
    this.configuration = configuration;
  }
  getConfiguration() {
    return this.configuration;
  }
  setConfiguration(configuration) {
    this.steps.push('setConfiguration');
    this.configuration = configuration;
  }
  packets = 0;
  /** How long ago the last one came; a browser may not know. */
  packetAgoMs = undefined;
  async receiverStats() {
    const { packets: packetsReceived, packetAgoMs: agoMs } = this;
    const timestamp = 1_790_000_000_000;
    const inbound = { type: 'inbound-rtp', timestamp, packetsReceived };
    if (agoMs !== undefined) inbound.lastPacketReceivedTimestamp = timestamp - agoMs;
    return new Map([['in', inbound]]);
  }
  createDataChannel(label, options) {
    this.channel = new FakeChannel(label, options);
    return this.channel;
  }
  getTransceivers() {
    return this.#transceivers;
  }
  addTransceiver(kind, { direction }) {
    this.steps.push(`addTransceiver ${kind} ${direction}`);
    const transceiver = this.#transceiver(direction);
    this.#transceivers.push(transceiver);
    return transceiver;
  }
  #transceiver(direction, track = this.remoteTrack) {
    const { steps } = this;
    const name = track.kind === 'audio' ? '' : `${track.kind} `;
    return {
      receiver: { track, getStats: () => this.receiverStats() },
      get direction() {
        return direction;
      },
      set direction(value) {
        steps.push(`${name}direction ${value}`);
        direction = value;
      },
      sender: {
        track: null,
        dtmf: {
          toneBuffer: '',
          get canInsertDTMF() {
            return direction === 'sendrecv';
          },
          insertDTMF(digits, toneMs, gapMs) {
            steps.push(`digits ${digits} ${toneMs} ${gapMs}`);
            this.toneBuffer = digits;
          },
        },
        setStreams: this.hasSetStreams
          ? (...streams) => steps.push(`${name}setStreams ${streams.length}`)
          : undefined,
        async replaceTrack(track) {
          steps.push(`${name}replaceTrack ${track?.label}`);
          this.track = track;
        },
      },
    };
  }
  async createOffer({ iceRestart }) {
    return { type: 'offer', sdp: `offer${iceRestart ? ' restart' : ''}` };
  }
  async createAnswer() {
    return { type: 'answer', sdp: 'answer' };
  }
  async setLocalDescription(description) {
    this.steps.push(`setLocal ${description.type}`);
    this.localDescription = description;
  }
  async setRemoteDescription(description) {
    this.steps.push(`setRemote ${description.type}`);
    if (description.sdp === 'refused') throw new Error('bad SDP');
    if (description.type !== 'offer' || this.#transceivers.length > 0) return;
    if (description.sdp === 'video first') {
      this.#transceivers.push(this.#transceiver('recvonly', { kind: 'video' }));
    }
    this.#transceivers.push(this.#transceiver('recvonly'));
  }
  async addIceCandidate(candidate) {
    this.steps.push(`candidate ${candidate?.candidate ?? 'end'}`);
  }
  /** What getStats says; each a list of entries, the test changes them. */
  stats = [];
  async getStats() {
    return new Map(this.stats.map((entry) => [entry.id, { ...entry }]));
  }
  close() {
    this.steps.push('close');
    this.connectionState = 'closed';
  }
  become(state) {
    this.connectionState = state;
    this.onconnectionstatechange?.();
  }
  hearTrack() {
    this.ontrack?.({
      track: { kind: 'audio' },
      streams: [{ active: true, getAudioTracks: () => [{}] }],
    });
  }
}

class FakeTrack {
  enabled = true;
  muted = false;
  copies = [];
  readyState = 'live';
  onended = null;
  constructor(label) {
    this.label = label;
  }
  clone() {
    const copy = new FakeTrack(`copy of ${this.label}`);
    copy.enabled = this.enabled;
    this.copies.push(copy);
    return copy;
  }
  stop() {
    this.readyState = 'ended';
  }
}

class FakeAudio {
  srcObject = null;
  volume = 1;
  playing = false;
  #muted = false;
  constructor(host) {
    this.host = host;
  }
  get muted() {
    return this.#muted;
  }
  /** What a browser would not have let play aloud, stops when it is to be heard. */
  set muted(muted) {
    this.#muted = muted;
    if (!muted && this.host.autoplayRefused) this.playing = false;
  }
  get isHeard() {
    return this.playing && !this.muted;
  }
  onpause = null;
  plays = 0;
  async play() {
    this.plays += 1;
    if (this.host.autoplayRefused && !this.muted)
      throw new DOMException('no gesture', 'NotAllowedError');
    if (this.host.interrupted) throw new DOMException('interrupted', 'AbortError');
    this.playing = true;
  }
  pause() {
    this.playing = false;
  }
  /** By a media key, a headset, or the system. */
  interrupt() {
    this.playing = false;
    this.onpause?.();
  }
  setSinkId(id) {
    this.sinkId = id;
    return Promise.resolve();
  }
}

/** A node without a sound, that keeps what its gain and frequency were set to. */
const silent = (loudness, frequencies) => ({
  gain: { value: 0, setTargetAtTime: (value) => loudness.push(value), cancelScheduledValues() {} },
  frequency: { setValueAtTime: (value) => frequencies.push(value) },
  connect() {},
  disconnect() {},
  start() {},
  stop() {},
});

/** One that isn't allowed yet leaves `resume()` open, as browsers do. */
class FakeAudioContext {
  currentTime = 0;
  #allow = null;
  #allowed = new Promise((resolve) => (this.#allow = resolve));
  loudness = [];
  frequencies = [];
  createGain = () => silent(this.loudness, this.frequencies);
  createOscillator = () => silent(this.loudness, this.frequencies);
  /** What is heard of a copy of a microphone. */
  sample = 0;
  createMediaStreamSource() {
    return { connect() {}, disconnect() {} };
  }
  createAnalyser() {
    return {
      context: this,
      fftSize: 0,
      getFloatTimeDomainData: (into) => into.fill(this.sample),
    };
  }

  constructor(state) {
    this.state = state;
  }
  onstatechange = null;
  #suspended = false;
  async resume() {
    if (this.#suspended) this.become('running');
    else if (this.state !== 'running') await this.#allowed;
  }
  async suspend() {
    this.#suspended = true;
    this.become('suspended');
  }
  allow() {
    this.become('running');
    this.#allow();
  }
  become(state) {
    this.state = state;
    if (state === 'running') this.#suspended = false;
    this.onstatechange?.();
  }
  async close() {
    this.state = 'closed';
  }
}

export class FakeHost {
  remembered = new Map();
  sockets = [];
  peers = [];
  tracks = [];
  audios = [];
  constraints = [];
  microphone = null; // an error to refuse with
  autoplayRefused = false;
  /** Something holds the sound: a telephone call, for one. */
  interrupted = false;
  microphones = [{ kind: 'audioinput' }];
  hasPeers = true;
  contextState = 'running';
  speakers = [{ kind: 'audiooutput' }];
  ms = 1_000;
  #listeners = new Set();
  #timers = new Set();
  #context = null;

  nowMs() {
    return this.ms;
  }
  setTimer(callback, delayMs) {
    const timer = { callback, at: this.ms + delayMs };
    this.#timers.add(timer);
    return timer;
  }
  clearTimer(timer) {
    this.#timers.delete(timer);
  }
  openSocket(url) {
    const socket = new FakeSocket(url);
    this.sockets.push(socket);
    return socket;
  }
  hasPeerConnections() {
    return this.hasPeers;
  }
  /** HTTP requests that wait for what the test answers. */
  requests = [];
  fetch = (url, init = {}) =>
    new Promise((resolve, reject) => {
      const request = {
        url,
        method: init.method ?? 'GET',
        body: init.body,
        credentials: init.credentials,
        isAborted: false,
        answer: (body, status = 200) =>
          resolve({ ok: status < 300, status, text: async () => body }),
        fail: () => reject(new TypeError('Failed to fetch')),
      };
      const abort = () => {
        request.isAborted = true;
        reject(new DOMException('aborted', 'AbortError'));
      };
      if (init.signal?.aborted) return abort();
      init.signal?.addEventListener('abort', abort);
      this.requests.push(request);
    });
  createPeerConnection(configuration) {
    if (this.peerRefused) throw this.peerRefused;
    const peer = new FakePeerConnection(configuration);
    this.peers.push(peer);
    return peer;
  }
  createMediaStream(tracks) {
    return { getTracks: () => tracks, getAudioTracks: () => tracks };
  }
  async getMicrophone(constraints) {
    this.constraints.push(constraints);
    if (this.microphone) throw this.microphone;
    const track = new FakeTrack(`microphone ${this.tracks.length + 1}`);
    this.tracks.push(track);
    return { getTracks: () => [track], getAudioTracks: () => [track] };
  }
  async enumerateDevices() {
    return [...this.microphones, ...this.speakers, { kind: 'videoinput' }];
  }
  createAudioElement() {
    const audio = new FakeAudio(this);
    this.audios.push(audio);
    return audio;
  }
  createAudioContext() {
    if (this.contextRefused) throw this.contextRefused;
    const { contextState } = this;
    this.#context = new FakeAudioContext(contextState);
    return this.#context;
  }
  get context() {
    return this.#context;
  }
  /** The browser takes the click for leave to play. */
  allowSound() {
    this.autoplayRefused = false;
    this.contextState = 'running';
    this.#context?.allow();
  }
  seed() {
    return [1, 2];
  }
  memory(key) {
    return {
      read: async () => this.remembered.get(key) ?? '',
      write: (text) => {
        if (text) this.remembered.set(key, text);
        else this.remembered.delete(key);
      },
    };
  }
  baseUrl() {
    return 'https://crm.example/calls';
  }
  listen(listener) {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  // What the test does to it.
  get socket() {
    return this.sockets.at(-1);
  }
  get peer() {
    return this.peers.at(-1);
  }
  happen(event) {
    for (const listener of [...this.#listeners]) listener(event);
  }
  get isListenedTo() {
    return this.#listeners.size > 0;
  }
  /** Lets time pass, firing what comes due. */
  pass(ms) {
    const end = this.ms + ms;
    for (;;) {
      const [next] = [...this.#timers].sort((one, other) => one.at - other.at);
      if (!next || next.at > end) break;
      this.#timers.delete(next);
      this.ms = Math.max(this.ms, next.at);
      next.callback();
    }
    this.ms = end;
  }
}

/** Lets every promise that can settle do so. */
export const settle = async () => {
  for (let turn = 0; turn < 20; ++turn) await Promise.resolve();
  await new Promise((resolve) => setImmediate(resolve));
};

/** Waits for what the loading of the core brings. */
export const until = async (condition) => {
  const end = Date.now() + 10_000;
  while (!condition()) {
    if (Date.now() > end) throw new Error(`waited in vain until ${condition}`);
    await settle();
  }
};

export const handshake =
  '0{"sid":"e","upgrades":[],"pingInterval":25000,"pingTimeout":20000,"maxPayload":65536}';
export const event = (name, payload) => `42/webrtc,${JSON.stringify([name, payload])}`;

/** The gateway's half of a connection, until it is online. */
export async function goOnline(host) {
  const count = host.sockets.length;
  await until(() => host.sockets.length > 0 && host.socket.readyState === 0);
  host.socket.open();
  host.socket.hear(handshake);
  host.socket.hear('40/webrtc,{"sid":"x"}');
  host.socket.hear(
    event('connection:success', {
      userId: 'u1',
      tenantId: 't1',
      role: 'tenant_member',
      protocol: 2,
      sessionId: 's1',
      resumeToken: 'r1',
      serverTime: 1_790_000_000_000,
      iceServers: [{ urls: ['stun:stun.example'] }],
    }),
  );
  return count;
}
