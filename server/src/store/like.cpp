#include "store/like.hpp"

namespace ringline::server_app {
namespace {

constexpr char escape = '!';
// From how many digits on a text is taken for a number.
constexpr std::size_t least_digits = 3;
constexpr const char* phone_punctuation[] = {" ", "-", "(", ")", ".", "/", "+"};

}  // namespace

std::string contains_sql(const std::string& column, const std::string& name) {
  return "LOWER(" + column + ") LIKE LOWER(:" + name + ") ESCAPE '" + escape + "'";
}

std::string contains(std::string_view text) {
  std::string pattern = "%";
  for (const char c : text) {
    if (c == '%' || c == '_' || c == escape) pattern += escape;
    pattern += c;
  }
  return pattern + "%";
}

std::string digits_sql(const std::string& column) {
  std::string expression = column;
  for (const char* each : phone_punctuation) {
    expression = "REPLACE(" + expression + ", '" + each + "', '')";
  }
  return expression;
}

std::string digits_of(std::string_view phone) {
  std::string digits;
  for (const char c : phone) {
    if (c >= '0' && c <= '9') digits += c;
  }
  return digits;
}

bool is_number(std::string_view text) {
  return text.find_first_not_of("0123456789 -().+/") == std::string_view::npos &&
         digits_of(text).size() >= least_digits;
}

}  // namespace ringline::server_app
