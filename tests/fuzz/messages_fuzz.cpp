// Messages, acks, auth and refusals: no crash; what is read, written and read again is the same.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "fuzz/require.hpp"
#include "ringline/limits.hpp"
#include "ringline/messages.hpp"

using namespace ringline;

namespace {

template <class T>
void check(std::string_view text, Result<T> (*decode)(std::string_view)) {
  const auto message = decode(text);
  if (!message) {
    require(message.error.code != Errc::None && !message.error.message.empty());
    return;
  }
  const auto json = encode(*message);
  if (json.size() > limit::frame_bytes) return;  // defaults that were absent are written out
  const auto again = decode(json);
  require(again && encode(*again) == json);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  check<ClientMessage>(text, &decode_client_message);
  check<ServerMessage>(text, &decode_server_message);
  check<server::Ack>(text, &decode_ack);
  check<Auth>(text, &decode_auth);
  check<Refusal>(text, &decode_refusal);
  return 0;
}
