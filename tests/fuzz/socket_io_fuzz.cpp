// Socket.IO packets: no crash; decode(encode(x)) == x; what is read encodes to its canonical form,
// which differs from the text only where the main namespace was spelled out.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "fuzz/require.hpp"
#include "ringline/limits.hpp"
#include "ringline/socket_io.hpp"

using namespace ringline;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto packet = socket_io::decode(text);
  if (!packet) {
    require(!packet.error.field.empty() && !packet.error.message.empty());
    return 0;
  }
  const bool is_binary = packet->type == socket_io::PacketType::BinaryEvent ||
                         packet->type == socket_io::PacketType::BinaryAck;
  require(is_binary == (packet->attachments > 0));
  require(packet->attachments <= socket_io::max_attachments);
  require(packet->nsp.front() == '/' && packet->nsp.size() <= limit::namespace_bytes);
  require(packet->id.value_or(0) <= socket_io::max_ack_id);

  const auto canonical = socket_io::encode(*packet);
  // "/," may be said and need not be; a namespace without data may lack its comma.
  require(canonical == text || canonical == std::string(text) + ',' ||
          (packet->nsp == "/" && text.size() > canonical.size()));
  const auto again = socket_io::decode(canonical);
  require(static_cast<bool>(again));
  require(again->type == packet->type && again->attachments == packet->attachments);
  require(again->nsp == packet->nsp && again->id == packet->id && again->data == packet->data);
  return 0;
}
