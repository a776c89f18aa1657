// Engine.IO frames and handshakes: no crash; what is decoded encodes to what was read.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "fuzz/require.hpp"
#include "ringline/engine_io.hpp"

using namespace ringline;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);

  if (const auto packet = engine_io::decode(text)) {
    require(engine_io::encode(packet->type, packet->data) == text);
  } else {
    require(!packet.error.field.empty() && !packet.error.message.empty());
  }

  if (const auto payload = engine_io::decode_payload(text, limit::frame_bytes)) {
    require(!payload->empty() && payload->size() <= limit::payload_packets);
    require(engine_io::encode_payload(*payload) == text);
  } else {
    require(!payload.error.field.empty() && !payload.error.message.empty());
  }

  if (const auto handshake = engine_io::decode_handshake(text)) {
    const auto json = engine_io::encode_handshake(*handshake);
    const auto again = engine_io::decode_handshake(json);
    require(again && engine_io::encode_handshake(*again) == json);
    require(handshake->ping_interval.count() > 0 && handshake->ping_timeout.count() > 0);
    require(handshake->max_payload > 0 && !handshake->sid.empty());
  }
  return 0;
}
