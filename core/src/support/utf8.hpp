// UTF-8 (RFC 3629): what keeps a text well-formed where it is cut or written.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace ringline {

// The bytes of the well-formed character at the front: 1 to 4, or 0 where there is none.
[[nodiscard]] std::size_t utf8_length(std::string_view text) noexcept;

[[nodiscard]] bool is_utf8(std::string_view text) noexcept;

// Shortens a well-formed text to at most `most` bytes, never within a character.
void utf8_cut(std::string& text, std::size_t most);

}  // namespace ringline
