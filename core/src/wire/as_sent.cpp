// Signals as their sender wrote them: what the gateway doesn't know of them it passes on all the same.
#include <array>

#include "json/parse.hpp"
#include "json/rewrite.hpp"
#include "ringline/limits.hpp"
#include "ringline/messages.hpp"
#include "wire/signals.hpp"

namespace ringline {
namespace {

struct SignalEvent {
  std::string_view name;
  const char* body;
};
// In the order of place_among_signals.
constexpr std::array<SignalEvent, 3> signal_events = {{{"webrtc:offer", "offer"},
                                                       {"webrtc:answer", "answer"},
                                                       {"webrtc:ice-candidate", "candidate"}}};

// "" where the event is none of these, or has no body.
std::string body_of(json::Value& event) {
  if (event.items.size() < 2) return {};
  for (const SignalEvent& each : signal_events) {
    if (event.items[0].text != each.name) continue;
    const json::Value* body = event.items[1].find(each.body);
    if (body == nullptr) return {};
    json::Writer writer;
    json::write(writer, *body);
    return writer.take();
  }
  return {};
}

}  // namespace

Result<ClientMessage> decode_to_forward(json::Value& event) {
  std::string body = body_of(event);
  auto message = decode_client_message(event);
  if (!message) return message;
  if (auto* signal = std::get_if<Signal>(&*message)) signal->as_sent = std::move(body);
  return message;
}

Result<ClientMessage> decode_to_forward(std::string_view event_json) {
  auto event = json::parse(event_json, limit::frame_bytes);
  if (!event) return std::move(event.error);
  return decode_to_forward(*event);
}

std::string encode_as_sent(const Signal& signal) {
  if (signal.as_sent.empty()) return encode(signal);
  const SignalEvent& event = signal_events[wire::place_among_signals(signal)];
  json::Writer writer;
  writer.begin_array();
  writer.text(event.name);
  writer.begin_object();
  writer.key("callId");
  writer.text(signal.call_id);
  writer.key(event.body);
  writer.raw(signal.as_sent);
  if (signal.seq != 0) {
    writer.key("seq");
    writer.integer(signal.seq);
  }
  if (signal.generation != 0) {
    writer.key("generation");
    writer.integer(signal.generation);
  }
  if (signal.seen != 0) {
    writer.key("seen");
    writer.integer(signal.seen);
  }
  writer.end_object();
  writer.end_array();
  return writer.take();
}

}  // namespace ringline
