// What the two phones of a call say to each other by themselves, through a data channel of its peer
// connection: so that hanging up works while the gateway is dead, and an accept is heard sooner.
//
// They use the words that each has for the gateway, and may say what the other party of a call may:
//
//   call:accept   the called one, while it rings   answered; the gateway confirms it
//   call:reject   the called one, while it rings   over
//   call:end      either                           over
//   call:media    either, once it was accepted     how that side's sound stands
//   link:ping     either, once it was accepted     call:media comes back
//
// Nobody else can speak here: the channel is encrypted with the keys whose fingerprints the gateway
// passed on with offer and answer. Everything goes through the gateway as well, and whichever copy
// comes first counts.
#include <utility>

#include "phone/state.hpp"
#include "ringline/limits.hpp"
#include "support/visit.hpp"

namespace ringline {

void Phone::State::say(const Call& call, const ClientMessage& message) {
  if (!call.media.exists || !call.media.channel_open) return;
  outputs_.push(output::SendChannel{call.id, call.media.generation, encode(message)});
}

void Phone::State::on_channel(const input::ChannelState& channel) {
  Call* call = find(channel.id);
  if (call == nullptr) return;
  if (call->media.parting == channel.generation && !channel.open) {
    part(*call);  // the other phone has heard it, and closed its end
  } else if (find_peer(channel.id, channel.generation) != nullptr) {
    const bool was_open = call->media.channel_open;
    call->media.channel_open = channel.open && call->media.channel;
    if (call->media.channel_open) repeat_side(*call);
    // Its page has gone, or its peer connection; where packets go on, it was the channel alone.
    if (was_open && !channel.open) call->media.witnessed = true;
  }
}

void Phone::State::on_channel(const input::ChannelMessage& channel) {
  Call* call = find_peer(channel.id, channel.generation);
  if (call == nullptr || !call->media.channel) return;
  Media& media = call->media;
  const std::int64_t second = to_ms(now_) / 1'000;
  if (std::exchange(media.channel_second, second) != second) media.channel_count = 0;
  if (++media.channel_count > limit::channel_messages) {
    if (media.channel_count == limit::channel_messages + 1) {
      warn(*call, "too many words from the other phone");
    }
    return;
  }
  if (channel.text.size() > limit::channel_bytes) {
    warn(*call, "a word of the other phone is too long");
    return;
  }
  heard_of(*call);
  heard_from(*call);
  auto message = decode_client_message(channel.text);
  if (!message) {
    warn(*call, "a word of the other phone: " + message.error.field + ' ' + message.error.message);
    return;
  }
  hear(*call, *message);
}

void Phone::State::hear(Call& call, ClientMessage& message) {
  struct Hearer {
    State& self;
    Call& call;

    void operator()(const client::Accept&) {
      if (awaits_answer(call.state)) answer();
    }
    void operator()(const client::Reject& said) { end("reject", said.reason); }
    void operator()(const client::End& said) { end("end", said.reason); }
    void operator()(const client::Ping&) {
      if (is_accepted(call.state)) self.say(call, call.own_side);
    }
    void operator()(SideState& state) {
      // Only a side that knows of the answer speaks of its sound: it may have accepted before the
      // channel was open.
      if (awaits_answer(call.state) || call.state == CallState::Connecting) answer();
      self.take_side(call, state);
    }
    void operator()(const client::Initiate&) { refuse(); }
    void operator()(const client::Resume&) { refuse(); }
    void operator()(const client::RefreshAuth&) { refuse(); }
    void operator()(const Seen&) { refuse(); }
    void operator()(const Signal&) { refuse(); }

    void answer() {
      if (awaits_answer(call.state)) note("accept");
      server::Accepted accepted;
      accepted.preconnected = true;
      accepted.protocol = protocol_version;
      self.answered_by_phone(call, accepted);
    }
    void end(const char* name, EndReason claimed) {
      if (!is_live(call.state)) return;
      note(name);
      self.peer_ended(call, claimed);
    }
    void note(const char* name) {
      self.outputs_.push(output::Happened{"said_by_phone", call.id, name});
    }
    void refuse() { self.warn(call, "a word of the other phone belongs to the gateway"); }
  };
  if (call_id_of(message) == call.call_id || std::holds_alternative<client::Ping>(message)) {
    visit(Hearer{*this, call}, message);
  } else {
    warn(call, "a word of the other phone is about another call");
  }
}

// When it was answered the gateway says, by whose clock both sides count. Should that word be lost, it
// is asked.
void Phone::State::answered_by_phone(Call& call, const server::Accepted& accepted) {
  answered(call, accepted);
  if (!call.answered || call.confirmed) return;
  Request& question = requests_.add(call.id, client::Resume{call.call_id, call.signals.seen()},
                                    now_, now_ + config_.ack_deadline);
  question.again_at = now_ + config_.ack_deadline;
}

// It gives the reason, as far as it can know it: the rest is what the act means in this state.
void Phone::State::peer_ended(Call& call, EndReason claimed) {
  using R = EndReason;
  constexpr R failures[] = {R::MicrophoneDenied, R::MediaFailed, R::ConnectionLost,
                            R::UnsupportedBrowser, R::Error};
  EndReason reason = R::HungUp;
  if (call.state == CallState::Incoming) reason = R::Cancelled;
  if (awaits_answer(call.state)) reason = R::Declined;
  for (const EndReason each : failures) {
    if (each == claimed) reason = claimed;
  }
  // It never heard that the call was answered, and has stopped ringing out.
  if (is_accepted(call.state) && claimed == R::NoAnswer) reason = R::ConnectionLost;
  if (awaits_answer(call.state) && claimed == R::Busy) reason = claimed;
  call.media.channel_open = false;  // it hears nothing any more
  apply(call, CallEvent::PeerEnded, {reason, EndedBy::Remote});
}

// The end of a peer connection whose call is over already.
void Phone::State::part(Call& call) {
  if (call.media.parting == 0) return;
  outputs_.push(output::ClosePeer{call.id, std::exchange(call.media.parting, 0)});
}

}  // namespace ringline
