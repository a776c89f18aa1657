#include "rest/texts.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <utility>

#include "ringline/characters.hpp"
#include "ringline/limits.hpp"

namespace ringline::server_app {
namespace {

bool is_control(char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; }

}  // namespace

bool is_utf8(const std::string& text) {
  // The JSON writer is the strictest reader of UTF-8 at hand.
  try {
    (void)nlohmann::json(text).dump();
    return true;
  } catch (const nlohmann::json::type_error&) {
    return false;
  }
}

Error bad_field(std::string field, std::string message) {
  return {Errc::BadField, std::move(field), std::move(message)};
}

Error check_text(const std::string& field, const std::string& text, std::size_t most) {
  if (text.size() > most) {
    return bad_field(field, "is longer than " + std::to_string(most) + " bytes");
  }
  if (!is_utf8(text)) return bad_field(field, "is not UTF-8");
  if (std::any_of(text.begin(), text.end(), is_control)) {
    return bad_field(field, "has a control character");
  }
  return {};
}

Error check_words(const std::string& field, const std::string& text, std::size_t most) {
  // So many bytes are too long whatever they are: nobody counts a megabyte.
  if (Error error = check_text(field, text, limit::frame_bytes)) return error;
  if (count_characters(text) <= most && text.size() <= most * limit::bytes_per_character) return {};
  return bad_field(field, "is longer than " + std::to_string(most) + " characters");
}

std::string trimmed(const std::string& text) {
  const std::size_t begin = text.find_first_not_of(" \t\r\n");
  if (begin == std::string::npos) return {};
  return text.substr(begin, text.find_last_not_of(" \t\r\n") - begin + 1);
}

std::string small_letters(std::string text) {
  for (char& c : text) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return text;
}

}  // namespace ringline::server_app
