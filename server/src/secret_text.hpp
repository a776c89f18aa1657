// What a secret from the environment or a file often brings along, and what no secret is meant to have.
#pragma once

#include <string>
#include <string_view>

namespace ringline::server_app {

// Why it can't be meant so: "" where it can. A program at the other end that reads the same secret
// without these would find every signature wrong.
[[nodiscard]] inline std::string stray_in_secret(std::string_view secret) {
  const auto is_blank = [](char c) { return c == ' ' || c == '\t'; };
  for (const char c : secret) {
    if (c == '\n' || c == '\r') {
      return "has a line's end in it: write it without one (printf, not echo)";
    }
    if (static_cast<unsigned char>(c) < ' ' && !is_blank(c)) return "has a control character in it";
  }
  if (secret.empty()) return {};
  if (is_blank(secret.front()) || is_blank(secret.back())) {
    return "has a blank before or behind it: take it away";
  }
  const bool quoted = secret.size() >= 2 && secret.front() == secret.back() &&
                      (secret.front() == '"' || secret.front() == '\'');
  return quoted ? "stands in quotes, which would be part of it: take them away" : std::string{};
}

}  // namespace ringline::server_app
