// Telephone numbers as people write them, and as programs paste them.
#pragma once

#include <string>

#include "ringline/error.hpp"

namespace ringline::server_app {

// The same number in plain characters: digits of every script (০১৭১১), full-width signs, blanks and
// dashes of every width become those of ASCII; marks that nobody sees, an apostrophe or ="…" that a
// spreadsheet put around it, and "tel:" are taken away. Of several numbers in one cell (Google's
// "A ::: B") the first.
[[nodiscard]] std::string plain_number(const std::string& text);

// What is wrong with a number that plain_number gave, as the message of an Error; "" where it is one
// that can be dialed: digits and what people put between them, and perhaps an extension (x123, ext. 5).
[[nodiscard]] std::string problem_of_number(const std::string& number);

}  // namespace ringline::server_app
