#include "http/query.hpp"

#include <algorithm>

namespace ringline::server_app {
namespace {

int digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

std::string decode(std::string_view text, bool plus_is_blank) {
  std::string value;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '%' && i + 2 < text.size() && digit(text[i + 1]) >= 0 &&
        digit(text[i + 2]) >= 0) {
      value += static_cast<char>(digit(text[i + 1]) * 16 + digit(text[i + 2]));
      i += 2;
    } else {
      value += plus_is_blank && text[i] == '+' ? ' ' : text[i];
    }
  }
  return value;
}

}  // namespace

Target split_target(std::string_view target) {
  target = target.substr(0, target.find('#'));
  const std::size_t mark = target.find('?');
  if (mark == std::string_view::npos) return {target, {}};
  return {target.substr(0, mark), target.substr(mark + 1)};
}

std::string decode_part(std::string_view part) { return decode(part, false); }

std::vector<std::pair<std::string, std::string>> read_query(std::string_view query) {
  std::vector<std::pair<std::string, std::string>> fields;
  std::size_t begin = 0;
  while (begin < query.size()) {
    const std::size_t end = std::min(query.find('&', begin), query.size());
    const std::string_view pair = query.substr(begin, end - begin);
    const std::size_t equals = std::min(pair.find('='), pair.size());
    const std::string_view value = pair.substr(std::min(equals + 1, pair.size()));
    fields.emplace_back(decode(pair.substr(0, equals), true), decode(value, true));
    begin = end + 1;
  }
  return fields;
}

}  // namespace ringline::server_app
