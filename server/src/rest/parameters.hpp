// The parameters of a query, read one by one. The first that is wrong is kept and the readers after
// it give defaults, so that a handler reads them all and asks once. Parameters that nobody reads are
// ignored: pages in use add some of their own.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "ringline/error.hpp"

namespace ringline::server_app {

class Parameters {
 public:
  explicit Parameters(std::string_view query);

  std::string text(const char* name, std::size_t most);
  // For people: `most` is in characters.
  std::string words(const char* name, std::size_t most);
  // "" where it is absent.
  std::string one_of(const char* name, std::initializer_list<const char*> values);
  std::int64_t whole(const char* name, std::int64_t least, std::int64_t most,
                     std::int64_t otherwise);
  // Milliseconds since the epoch, or a time of UTC: 2026-11-25, 2026-11-25T17:30:00Z. 0: absent.
  std::int64_t instant(const char* name);
  // Ids separated by commas.
  std::vector<std::string> ids(const char* name, std::size_t most);

  [[nodiscard]] const Error& error() const { return error_; }
  void fail(Error error);

 private:
  // Nothing where it is absent; empty is absent, too.
  const std::string* find(const char* name);

  std::vector<std::pair<std::string, std::string>> fields_;
  Error error_;
};

}  // namespace ringline::server_app
