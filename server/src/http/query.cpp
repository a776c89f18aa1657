#include "http/query.hpp"

#include <algorithm>
#include <charconv>

#include "ringline/limits.hpp"

namespace ringline::server_app {
namespace {

int digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

std::string decode(std::string_view text) {
  std::string value;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '%' && i + 2 < text.size() && digit(text[i + 1]) >= 0 &&
        digit(text[i + 2]) >= 0) {
      value += static_cast<char>(digit(text[i + 1]) * 16 + digit(text[i + 2]));
      i += 2;
    } else {
      value += text[i] == '+' ? ' ' : text[i];
    }
  }
  return value;
}

Error bad(const char* field, std::string message) {
  return {Errc::BadField, field, std::move(message)};
}

Error too_long(const char* field, std::size_t limit) {
  return bad(field, "is longer than " + std::to_string(limit) + " bytes");
}

Error read_field(const std::string& name, const std::string& value, Page& page) {
  if (name == "search") {
    if (value.size() > limit::name_bytes) return too_long("search", limit::name_bytes);
    page.search = value;
  } else if (name == "cursor") {
    if (value.size() > limit::text_bytes) return too_long("cursor", limit::text_bytes);
    page.cursor = value;
  } else if (name == "direction") {
    if (!value.empty() && value != "INBOUND" && value != "OUTBOUND") {
      return bad("direction", "must be INBOUND or OUTBOUND");
    }
    page.direction = value;
  } else if (name == "limit") {
    const auto read = std::from_chars(value.data(), value.data() + value.size(), page.limit);
    const bool whole = read.ec == std::errc{} && read.ptr == value.data() + value.size();
    if (!whole || page.limit < 1 || page.limit > page_limit) {
      return bad("limit", "must be a whole number from 1 to " + std::to_string(page_limit));
    }
  }
  return {};
}

}  // namespace

Target split_target(std::string_view target) {
  target = target.substr(0, target.find('#'));
  const std::size_t mark = target.find('?');
  if (mark == std::string_view::npos) return {target, {}};
  return {target.substr(0, mark), target.substr(mark + 1)};
}

std::vector<std::pair<std::string, std::string>> read_query(std::string_view query) {
  std::vector<std::pair<std::string, std::string>> fields;
  std::size_t begin = 0;
  while (begin < query.size()) {
    const std::size_t end = std::min(query.find('&', begin), query.size());
    const std::string_view pair = query.substr(begin, end - begin);
    const std::size_t equals = std::min(pair.find('='), pair.size());
    const std::string_view value = pair.substr(std::min(equals + 1, pair.size()));
    fields.emplace_back(decode(pair.substr(0, equals)), decode(value));
    begin = end + 1;
  }
  return fields;
}

Result<Page> read_page(std::string_view query) {
  Page page;
  for (const auto& [name, value] : read_query(query)) {
    if (Error error = read_field(name, value, page)) return error;
  }
  return page;
}

}  // namespace ringline::server_app
