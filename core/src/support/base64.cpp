#include "support/base64.hpp"

#include <array>
#include <cstdint>

namespace ringline {
namespace {

constexpr std::string_view digits =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
constexpr std::uint8_t no_digit = 64;

constexpr std::array<std::uint8_t, 256> values = [] {
  std::array<std::uint8_t, 256> table{};
  for (std::uint8_t& each : table) each = no_digit;
  for (std::size_t i = 0; i < digits.size(); ++i) {
    table[static_cast<unsigned char>(digits[i])] = static_cast<std::uint8_t>(i);
  }
  return table;
}();

std::uint32_t byte_at(std::string_view bytes, std::size_t i) {
  return i < bytes.size() ? static_cast<unsigned char>(bytes[i]) : 0U;
}

}  // namespace

std::string base64_encode(std::string_view bytes) {
  std::string text;
  text.reserve((bytes.size() + 2) / 3 * 4);
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    const std::uint32_t three =
        byte_at(bytes, i) << 16U | byte_at(bytes, i + 1) << 8U | byte_at(bytes, i + 2);
    text += digits[three >> 18U];
    text += digits[three >> 12U & 63U];
    text += i + 1 < bytes.size() ? digits[three >> 6U & 63U] : '=';
    text += i + 2 < bytes.size() ? digits[three & 63U] : '=';
  }
  return text;
}

std::optional<std::string> base64_decode(std::string_view text) {
  if (text.size() % 4 != 0) return std::nullopt;
  std::size_t padding = 0;
  while (padding < 2 && padding < text.size() && text[text.size() - 1 - padding] == '=') ++padding;
  std::string bytes;
  bytes.reserve(text.size() / 4 * 3);
  for (std::size_t i = 0; i < text.size(); i += 4) {
    const std::size_t absent = i + 4 == text.size() ? padding : 0;
    std::uint32_t four = 0;
    for (std::size_t j = 0; j < 4; ++j) {
      std::uint8_t value = 0;
      if (j < 4 - absent) value = values[static_cast<unsigned char>(text[i + j])];
      if (value == no_digit) return std::nullopt;
      four = four << 6U | value;
    }
    const std::uint32_t unused = absent == 0 ? 0U : (1U << (8U * absent)) - 1U;
    if ((four & unused) != 0) return std::nullopt;
    bytes += static_cast<char>(four >> 16U);
    if (absent < 2) bytes += static_cast<char>(four >> 8U & 255U);
    if (absent < 1) bytes += static_cast<char>(four & 255U);
  }
  return bytes;
}

}  // namespace ringline
