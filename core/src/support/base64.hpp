// Base64 (RFC 4648, section 4), as strict as it can be read: padded, without blanks, and with no bit
// set that no byte needs.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace ringline {

[[nodiscard]] std::string base64_encode(std::string_view bytes);
[[nodiscard]] std::optional<std::string> base64_decode(std::string_view text);

}  // namespace ringline
