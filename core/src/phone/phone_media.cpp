// Peer connections.
//
// The caller makes every offer: the first, ICE restarts, and new peer connections inside the same
// call. So both sides can't offer at once, and the callee only follows.
#include <utility>

#include "phone/state.hpp"
#include "ringline/limits.hpp"
#include "support/decimal.hpp"

namespace ringline {

// So there is always one that no call needs.
static_assert(limit::relays_kept > limit::calls_per_phone);

bool Phone::State::may_preconnect(const Call& call) const {
  return call.preconnect && config_.preconnect != Preconnect::Off &&
         (call.state == CallState::Ringing || call.state == CallState::Incoming);
}

// `channel`: the other phone can use one.
void Phone::State::create_peer(Call& call, std::int64_t generation, bool channel) {
  if (call.media.exists) outputs_.push(output::ClosePeer{call.id, call.media.generation});
  const bool hidden = may_preconnect(call) && config_.preconnect == Preconnect::Relay;
  call.media.begin(generation, config_.relay_only || hidden);
  call.media.channel = channel;
  push_peer(call);
}

// With the servers made for this call, the gateway's for all, and the host's own.
void Phone::State::push_peer(const Call& call) {
  std::vector<IceServer> servers;
  const server::Relay* relay = find_relay(call.call_id);
  const std::vector<IceServer>* all[] = {relay == nullptr ? nullptr : &relay->ice_servers,
                                         &ice_servers_, &config_.ice_servers};
  for (const auto* more : all) {
    if (more == nullptr) continue;
    for (const IceServer& each : *more) {
      if (servers.size() < limit::ice_servers) servers.push_back(each);
    }
  }
  outputs_.push(output::CreatePeer{call.id, call.media.generation, std::move(servers),
                                   call.media.relay_only, call.media.channel});
}

server::Relay* Phone::State::find_relay(std::string_view call_id) {
  for (server::Relay& each : relays_) {
    if (each.call_id == call_id) return &each;
  }
  return nullptr;
}

// It comes before the call has its name here; what it is for may never come.
void Phone::State::on_message(server::Relay& relay) {
  server::Relay* place = find_relay(relay.call_id);
  while (place == nullptr) {
    server::Relay& oldest = relays_[next_relay_++ % limit::relays_kept];
    if (find_by_call_id(oldest.call_id) == nullptr) place = &oldest;
  }
  *place = std::move(relay);
  const Call* call = find_by_call_id(place->call_id);
  if (call != nullptr && call->media.exists) push_peer(*call);
}

// A new peer connection and its offer. Candidates that were kept belong to the old one.
void Phone::State::offer_anew(Call& call) {
  call.media.early.clear();
  create_peer(call, call.media.generation + 1,
              extended_ && (call.preconnect || call.peer_extended));
  outputs_.push(output::CreateOffer{call.id, call.media.generation, false});
  call.media.awaiting_answer = true;
  call.media.offer_is_first = true;
  if (call.state == CallState::Reconnecting) call.media.repaired_at = now_;
  if (is_accepted(call.state)) attach_microphone(call);
}

Call* Phone::State::find_peer(const std::string& id, std::int64_t generation) {
  Call* call = find(id);
  const bool current =
      call != nullptr && call->media.exists && call->media.generation == generation;
  return current ? call : nullptr;
}

Error Phone::State::on_peer(const input::PeerDescription& peer) {
  if (peer.description.sdp.size() > limit::sdp_bytes) {
    return {Errc::BadField, "description.sdp",
            "is longer than " + decimal(limit::sdp_bytes) + " bytes"};
  }
  if (Call* call = find_peer(peer.id, peer.generation)) send_signal(*call, peer.description);
  return {};
}

void Phone::State::on_peer(const input::PeerCandidate& peer) {
  if (Call* call = find_peer(peer.id, peer.generation)) send_signal(*call, peer.candidate);
}

void Phone::State::on_peer(const input::PeerState& peer) {
  Call* call = find_peer(peer.id, peer.generation);
  if (call == nullptr) return;
  Media& media = call->media;
  // What ICE had given up it leaves only when something comes, or when it is restarted.
  if (media.failed && peer.state != PeerConnectionState::Failed) link_.on_sign_of_life(now_);
  switch (peer.state) {
    case PeerConnectionState::Connected:
      media.connected = true;
      media.failed = false;
      media.remade = false;
      media.lost = false;
      break;
    case PeerConnectionState::Failed:
      media.failed = true;
      media.witnessed = true;
      media.connected = false;
      break;
    case PeerConnectionState::Disconnected:
    case PeerConnectionState::Closed:
      media.connected = false;
      break;
    case PeerConnectionState::New:
    case PeerConnectionState::Connecting:
      break;  // an ICE restart says `connecting` while the old path may still carry sound
  }
  outputs_.push(output::Happened{"media", call->id, std::string(to_string(peer.state))});
}

void Phone::State::on_peer(const input::PeerFailed& peer) {
  Call* call = find_peer(peer.id, peer.generation);
  if (call == nullptr) return;
  warn(*call, peer.step + ": " + peer.message);
  // While it reconnects the ladder tries again; before the first path nothing would.
  if (peer.step == "createPeer") apply(*call, CallEvent::NoPeer);
  if (peer.step == "createOffer" || peer.step == "setRemote") remake(*call);
}

// Its negotiation can't go on, and no answer will come. The offerer makes a new one at once, but only
// once: a browser that refuses that, too, is left to the ladder.
void Phone::State::remake(Call& call) {
  Media& media = call.media;
  media.awaiting_answer = false;
  media.broken = true;
  const bool may = call.offerer && call.answered && is_accepted(call.state) && can_signal(call);
  if (!may || std::exchange(media.remade, true)) return;
  offer_anew(call);
}

void Phone::State::release_media(Call& call) {
  if (call.media.exists) {
    call.media.parting = call.media.generation;
    // Who has the last word waits until it is heard.
    if (!call.media.channel_open || call.ended_by != EndedBy::Local) part(call);
  }
  call.media.end();
  call.audio.handle(now_, MicrophoneEvent::Release);
  show_sound(call);
  call.media.early.clear();
  call.media.held.clear();
}

}  // namespace ringline
