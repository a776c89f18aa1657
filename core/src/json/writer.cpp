#include "json/writer.hpp"

#include <cstring>

#include "support/decimal.hpp"
#include "support/utf8.hpp"

namespace ringline::json {
namespace {

constexpr std::string_view replacement = "\xEF\xBF\xBD";  // U+FFFD

// The letter that stands for a character after a backslash, or 0.
char short_escape(char c) {
  constexpr std::string_view plain = "\"\\\b\f\n\r\t";
  constexpr std::string_view letter = "\"\\bfnrt";
  const std::size_t at = plain.find(c);
  return at == std::string_view::npos ? '\0' : letter[at];
}

void append_escaped(std::string& out, char c) {
  constexpr std::string_view digits = "0123456789abcdef";
  out += '\\';
  if (const char letter = short_escape(c)) {
    out += letter;
    return;
  }
  out += "u00";
  out += digits[static_cast<unsigned char>(c) >> 4U];
  out += digits[static_cast<unsigned char>(c) & 15U];
}

bool is_plain(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return byte >= 0x20 && byte < 0x80 && c != '"' && c != '\\';
}

// How much of the front stands for itself: nearly all of what is said here, so it is looked at by
// words, whose bytes are compared at once. A byte that is found wrongly (a borrow from the one below,
// which is none of these either) only ends the fast way early.
std::size_t plain_length(std::string_view text) {
  constexpr std::uint64_t ones = 0x0101010101010101U;
  constexpr std::uint64_t high_bits = 0x80 * ones;
  std::size_t length = 0;
  for (std::uint64_t word = 0; length + sizeof word <= text.size(); length += sizeof word) {
    std::memcpy(&word, text.data() + length, sizeof word);
    const std::uint64_t quote = word ^ ('"' * ones);
    const std::uint64_t backslash = word ^ ('\\' * ones);
    const std::uint64_t special = word | (word - 0x20 * ones) | (quote - ones) | (backslash - ones);
    if ((special & high_bits) != 0) break;
  }
  while (length < text.size() && is_plain(text[length])) ++length;
  return length;
}

}  // namespace

// What was written last says whether a comma is due: only an opening or a separator ends in one of
// these, because texts end in a quote.
void Writer::separate() {
  if (out_.empty()) return;
  const char last = out_.back();
  if (last != '{' && last != '[' && last != ':') out_ += ',';
}

void Writer::begin_object() {
  separate();
  out_ += '{';
}
void Writer::end_object() { out_ += '}'; }
void Writer::begin_array() {
  separate();
  out_ += '[';
}
void Writer::end_array() { out_ += ']'; }

void Writer::key(std::string_view name) {
  separate();
  quote(name);
  out_ += ':';
}

void Writer::text(std::string_view value) {
  separate();
  quote(value);
}

void Writer::quote(std::string_view value) {
  out_ += '"';
  while (!value.empty()) {
    const std::size_t run = plain_length(value);
    out_ += value.substr(0, run);
    value.remove_prefix(run);
    if (value.empty()) break;
    const std::size_t length = utf8_length(value);
    if (length == 0) {
      out_ += replacement;
    } else if (length == 1) {
      append_escaped(out_, value.front());
    } else {
      out_ += value.substr(0, length);
    }
    value.remove_prefix(length == 0 ? 1 : length);
  }
  out_ += '"';
}

void Writer::integer(std::int64_t value) {
  separate();
  out_ += decimal(value);
}

void Writer::boolean(bool value) {
  separate();
  out_ += value ? "true" : "false";
}

void Writer::raw(std::string_view json) {
  separate();
  out_ += json;
}

void Writer::null() {
  separate();
  out_ += "null";
}

}  // namespace ringline::json
