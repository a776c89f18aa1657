// A phone as it is deployed: socket.io-client as npm has it, and the base contract in its order. It
// knows nothing of Ringline. `window.phone` is what the tests work it by.
import { io } from '/socket.io-client/socket.io.esm.min.js';

const settings = JSON.parse(new URLSearchParams(location.search).get('settings'));
const socket = io(settings.gateway + settings.place.namespace, {
  path: settings.place.path,
  auth: settings.auth,
  ...(settings.transports ? { transports: settings.transports } : {}),
});

let call = null; // {id, logId, isCaller, connection, microphone, early: candidates to be added later}
let state = 'offline';
const history = [];

function become(next) {
  state = next;
  history.push(next);
}

function player() {
  const audio = new Audio();
  audio.autoplay = true;
  return audio;
}

async function createConnection() {
  const connection = new RTCPeerConnection();
  call.connection = connection;
  call.audio = player();
  const { id } = call;
  connection.onicecandidate = ({ candidate }) => {
    if (candidate) socket.emit('webrtc:ice-candidate', { callId: id, candidate });
  };
  connection.ontrack = ({ streams: [stream] }) => (call.audio.srcObject = stream);
  connection.onconnectionstatechange = () => {
    if (call?.connection === connection && connection.connectionState === 'connected') {
      become('active');
    }
  };
  call.microphone = await navigator.mediaDevices.getUserMedia({
    audio: { echoCancellation: false, noiseSuppression: false, autoGainControl: false },
  });
  for (const track of call.microphone.getTracks()) connection.addTrack(track, call.microphone);
  return connection;
}

async function applyRemote(description) {
  await call.connection.setRemoteDescription(description);
  for (const candidate of call.early.splice(0)) await call.connection.addIceCandidate(candidate);
  call.hasRemote = true;
}

function close() {
  call?.connection?.close();
  for (const track of call?.microphone?.getTracks() ?? []) track.stop();
  if (call?.audio) call.audio.srcObject = null;
  call = null;
}

function finish(next) {
  close();
  become(next);
}

const isOurs = ({ callId }) => call?.id === callId;

socket.on('connection:success', () => become('online'));
socket.on('disconnect', (reason) => finish(`offline: ${reason}`));
socket.on('connect_error', (error) => become(`refused: ${error.message}`));
socket.on('call:ringing', ({ callId, callLogId }) => {
  call = { id: callId, logId: callLogId, isCaller: true, early: [] };
  become('ringing');
});
socket.on('call:incoming', ({ callId, callerId, callerName, contactPhone }) => {
  call = { id: callId, isCaller: false, early: [], from: { callerId, callerName, contactPhone } };
  become('incoming');
});
socket.on('call:accepted', async (message) => {
  if (!isOurs(message)) return;
  become('connecting');
  if (!call.isCaller) return; // the offer comes to it
  const connection = await createConnection();
  await connection.setLocalDescription(await connection.createOffer());
  socket.emit('webrtc:offer', { callId: call.id, offer: connection.localDescription });
});
socket.on('webrtc:offer', async (message) => {
  if (!isOurs(message)) return;
  const connection = await createConnection();
  await applyRemote(message.offer);
  await connection.setLocalDescription(await connection.createAnswer());
  socket.emit('webrtc:answer', { callId: call.id, answer: connection.localDescription });
});
socket.on('webrtc:answer', async (message) => {
  if (isOurs(message)) await applyRemote(message.answer);
});
socket.on('webrtc:ice-candidate', async (message) => {
  if (!isOurs(message)) return;
  if (call.hasRemote) await call.connection.addIceCandidate(message.candidate);
  else call.early.push(message.candidate);
});
for (const [event, next] of [
  ['call:ended', 'ended'],
  ['call:rejected', 'rejected'],
]) {
  socket.on(event, (message) => {
    if (isOurs(message)) finish(next);
  });
}
socket.on('call:failed', ({ message }) => finish(`failed: ${message}`));
socket.on('call:error', ({ message }) => become(`error: ${message}`));

const emit = (event) => socket.emit(event, { callId: call.id });

window.phone = {
  state: () => state,
  history: () => history,
  logId: () => call?.logId ?? null,
  callerName: () => call?.from?.callerName ?? null,
  transport: () => socket.io.engine.transport.name,
  dial: ({ contactId, phone, name }) =>
    socket.emit('call:initiate', { contactId, contactPhone: phone, contactName: name }),
  accept: () => emit('call:accept'),
  reject: () => emit('call:reject'),
  hangUp: () => emit('call:end'),
};
