#include "rest/parameters.hpp"

#include <charconv>

#include "http/query.hpp"
#include "rest/texts.hpp"
#include "rest/times.hpp"
#include "ringline/limits.hpp"

namespace ringline::server_app {
namespace {

bool read_whole(const std::string& text, std::int64_t& value) {
  const char* end = text.data() + text.size();
  const auto read = std::from_chars(text.data(), end, value);
  return read.ec == std::errc{} && read.ptr == end;
}

}  // namespace

Parameters::Parameters(std::string_view query) : fields_(read_query(query)) {}

void Parameters::fail(Error error) {
  if (!error_) error_ = std::move(error);
}

const std::string* Parameters::find(const char* name) {
  const std::string* found = nullptr;
  for (const auto& [key, value] : fields_) {
    if (key != name) continue;
    if (found != nullptr) {
      fail(bad_field(name, "is given twice"));
      return nullptr;
    }
    found = &value;
  }
  return found == nullptr || found->empty() ? nullptr : found;
}

std::string Parameters::text(const char* name, std::size_t most) {
  const std::string* value = find(name);
  if (value == nullptr) return {};
  if (Error error = check_text(name, *value, most)) {
    fail(std::move(error));
    return {};
  }
  return *value;
}

std::string Parameters::words(const char* name, std::size_t most) {
  const std::string* value = find(name);
  if (value == nullptr) return {};
  if (Error error = check_words(name, *value, most)) {
    fail(std::move(error));
    return {};
  }
  return *value;
}

std::string Parameters::one_of(const char* name, std::initializer_list<const char*> values) {
  const std::string* value = find(name);
  if (value == nullptr) return {};
  std::string list;
  for (const char* each : values) {
    if (*value == each) return each;
    list += (list.empty() ? "" : ", ") + std::string(each);
  }
  fail(bad_field(name, "must be one of " + list));
  return {};
}

std::int64_t Parameters::whole(const char* name, std::int64_t least, std::int64_t most,
                               std::int64_t otherwise) {
  const std::string* value = find(name);
  if (value == nullptr) return otherwise;
  std::int64_t number = 0;
  if (read_whole(*value, number) && number >= least && number <= most) return number;
  fail(bad_field(name, "must be a whole number from " + std::to_string(least) + " to " +
                           std::to_string(most)));
  return otherwise;
}

std::int64_t Parameters::instant(const char* name) {
  const std::string* value = find(name);
  if (value == nullptr) return 0;
  std::int64_t ms = 0;
  if (read_whole(*value, ms) && ms > 0 && ms <= latest_ms) return ms;
  if (const auto read = read_time(*value)) return *read;
  fail(bad_field(name,
                 "must be milliseconds since 1970, or a time of UTC such as 2026-11-25 or "
                 "2026-11-25T17:30:00Z"));
  return 0;
}

std::vector<std::string> Parameters::ids(const char* name, std::size_t most) {
  std::vector<std::string> all;
  const std::string* value = find(name);
  if (value == nullptr) return all;
  std::size_t begin = 0;
  while (begin <= value->size()) {
    const std::size_t end = std::min(value->find(',', begin), value->size());
    all.push_back(value->substr(begin, end - begin));
    begin = end + 1;
    if (all.size() > most) {
      fail(bad_field(name, "has more than " + std::to_string(most) + " ids"));
      return {};
    }
    if (all.back().empty()) {
      fail(bad_field(name, "has an empty id"));
      return {};
    }
    if (Error error = check_text(name, all.back(), limit::id_bytes)) {
      fail(std::move(error));
      return {};
    }
  }
  return all;
}

}  // namespace ringline::server_app
