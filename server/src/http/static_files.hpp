// Files of a folder over HTTP: types, caching, and ready-made compressed neighbours (`x.js.br`,
// `x.js.gz`). Nothing outside the folder and nothing hidden is served.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "http/net.hpp"

namespace ringline::server_app {

class StaticFiles {
 public:
  // `prefix` begins and ends with a slash; an empty root serves nothing.
  StaticFiles(std::string prefix, const std::string& root);

  // Nothing: this path isn't under the prefix. Otherwise 200, 304, 404 or 405.
  [[nodiscard]] std::optional<Response> serve(const Request& request) const;

 private:
  [[nodiscard]] std::optional<std::filesystem::path> locate(std::string_view path) const;
  // The real file of a path, where that is under the root.
  [[nodiscard]] std::optional<std::filesystem::path> inside(
      const std::filesystem::path& path) const;

  std::string prefix_;
  std::filesystem::path root_;
};

}  // namespace ringline::server_app
