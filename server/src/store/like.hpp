// Searching in texts. What differs between databases stands here and nowhere else: SQLite's LIKE
// knows no case in ASCII, PostgreSQL's does, so both sides are made small.
#pragma once

#include <string>
#include <string_view>

namespace ringline::server_app {

// "LOWER(column) LIKE LOWER(:name) ESCAPE '!'"
[[nodiscard]] std::string contains_sql(const std::string& column, const std::string& name);
// What to bind to that name: `text` somewhere, with what means something to LIKE escaped.
[[nodiscard]] std::string contains(std::string_view text);

// An expression for the digits of a telephone number: people type it in many ways.
[[nodiscard]] std::string digits_sql(const std::string& column);
[[nodiscard]] std::string digits_of(std::string_view phone);
// A search for a number rather than for a name.
[[nodiscard]] bool is_number(std::string_view text);

}  // namespace ringline::server_app
