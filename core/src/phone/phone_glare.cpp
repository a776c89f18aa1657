// Glare: both sides dialed each other. The call with the smaller callId stands, on both sides alike,
// and the other one becomes its answer: both users pressed Call, so nobody needs to press Accept.
#include <utility>

#include "phone/state.hpp"

namespace ringline {
namespace {

// Does this invite come from the one who was dialed like that?
bool is_from(const server::Incoming& incoming, std::string_view contact_id,
             std::string_view phone_number) {
  if (contact_id.empty()) return !phone_number.empty() && phone_number == incoming.contact_phone;
  return contact_id == incoming.caller_id || contact_id == incoming.contact_id;
}

}  // namespace

Call* Phone::State::find_glare(const server::Incoming& incoming) {
  for (auto& call : calls_) {
    if (awaits_answer(call->state) && is_from(incoming, call->contact_id, call->phone_number)) {
      return call.get();
    }
  }
  return nullptr;
}

void Phone::State::resolve_glare(Call& call, server::Incoming& incoming) {
  if (call.call_id.empty()) {
    call.rival = std::move(incoming);  // decided when our call has its name
    return;
  }
  if (call.call_id < incoming.call_id) return;  // ours stands: they will accept it

  requests_.drop_if([&](const Request& each) {
    return each.id == call.id && std::holds_alternative<client::Initiate>(each.message);
  });
  tell(call, Tell::End, EndReason::Replaced);
  outputs_.push(output::Happened{"glare", call.id, incoming.call_id});

  // Their call in our call's clothes: the host goes on under the same id.
  if (call.media.exists) outputs_.push(output::ClosePeer{call.id, call.media.generation});
  call.media = Media{};
  call.signals.begin_anew();
  call.own_side = call.other_side = {};
  call.offerer = false;
  call.preconnect = incoming.preconnect;
  call.call_id.clear();
  name_call(call, incoming.call_id, incoming.call_log_id);
  apply(call, CallEvent::GlareLost);
}

void Phone::State::compare_rival(Call& call) {
  if (!call.rival) return;
  server::Incoming rival = std::move(*call.rival);
  call.rival.reset();
  resolve_glare(call, rival);
}

}  // namespace ringline
