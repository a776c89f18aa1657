// What every text from outside must be: UTF-8 within its limit, without control characters. (A
// database would refuse the rest in words that help nobody.)
#pragma once

#include <string>

#include "ringline/error.hpp"

namespace ringline::server_app {

[[nodiscard]] bool is_utf8(const std::string& text);

// An Error names the field and the limit, in bytes.
Error check_text(const std::string& field, const std::string& text, std::size_t most);
// The same of a text for people, whose limit is in characters (ringline/characters.hpp).
Error check_words(const std::string& field, const std::string& text, std::size_t most);

[[nodiscard]] Error bad_field(std::string field, std::string message);

// Without the blanks around it.
[[nodiscard]] std::string trimmed(const std::string& text);

[[nodiscard]] std::string small_letters(std::string text);  // of ASCII

}  // namespace ringline::server_app
