#include "rest/text_encoding.hpp"

#include <cstddef>
#include <string_view>

#include "rest/texts.hpp"

namespace ringline::server_app {
namespace {

constexpr char32_t replacement = 0xFFFD;
// Of Windows-1252, from 0x80 to 0x9F; the rest is as in Unicode. 0: nothing, kept as it is.
constexpr char32_t high_letters[] = {
    0x20AC, 0,      0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160,
    0x2039, 0x0152, 0,      0x017D, 0,      0,      0x2018, 0x2019, 0x201C, 0x201D, 0x2022,
    0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0,      0x017E, 0x0178};

unsigned byte_at(const std::string& text, std::size_t at) {
  return static_cast<unsigned char>(text[at]);
}

std::string from_windows(const std::string& text) {
  std::string utf8;
  for (std::size_t i = 0; i < text.size(); ++i) {
    char32_t c = byte_at(text, i);
    if (c >= 0x80 && c < 0xA0 && high_letters[c - 0x80] != 0) c = high_letters[c - 0x80];
    append_utf8(utf8, c);
  }
  return utf8;
}

std::string from_utf16(const std::string& text, std::size_t begin, bool big_endian) {
  const auto unit = [&](std::size_t at) -> char32_t {
    const unsigned first = byte_at(text, at);
    const unsigned second = byte_at(text, at + 1);
    return big_endian ? first << 8U | second : second << 8U | first;
  };
  const auto is_low = [](char32_t c) { return c >= 0xDC00 && c < 0xE000; };
  std::string utf8;
  for (std::size_t i = begin; i + 1 < text.size(); i += 2) {
    char32_t c = unit(i);
    if (c >= 0xD800 && c < 0xDC00 && i + 3 < text.size() && is_low(unit(i + 2))) {
      c = 0x10000 + ((c - 0xD800) << 10U) + (unit(i + 2) - 0xDC00);
      i += 2;
    } else if (c >= 0xD800 && c < 0xE000) {
      c = replacement;
    }
    append_utf8(utf8, c);
  }
  return utf8;
}

}  // namespace

void append_utf8(std::string& to, char32_t c) {
  const auto add = [&to](char32_t byte) {
    to += static_cast<char>(static_cast<unsigned char>(byte));
  };
  if (c < 0x80) {
    add(c);
  } else if (c < 0x800) {
    add(0xC0 | c >> 6U);
    add(0x80 | (c & 0x3FU));
  } else if (c < 0x10000) {
    add(0xE0 | c >> 12U);
    add(0x80 | (c >> 6U & 0x3FU));
    add(0x80 | (c & 0x3FU));
  } else {
    add(0xF0 | c >> 18U);
    add(0x80 | (c >> 12U & 0x3FU));
    add(0x80 | (c >> 6U & 0x3FU));
    add(0x80 | (c & 0x3FU));
  }
}

std::string as_utf8(std::string text) {
  const auto begins = [&text](std::string_view mark) {
    return text.compare(0, mark.size(), mark) == 0;
  };
  if (begins("\xEF\xBB\xBF")) text.erase(0, 3);
  if (begins("\xFF\xFE")) return from_utf16(text, 2, false);
  if (begins("\xFE\xFF")) return from_utf16(text, 2, true);
  // Without a mark: the header of a table begins with a letter of ASCII.
  if (text.size() >= 2 && text[0] != '\0' && text[1] == '\0') return from_utf16(text, 0, false);
  if (text.size() >= 2 && text[0] == '\0' && text[1] != '\0') return from_utf16(text, 0, true);
  return is_utf8(text) ? text : from_windows(text);
}

}  // namespace ringline::server_app
