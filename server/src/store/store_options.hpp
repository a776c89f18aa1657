// What the operator decides of the store, besides where it is.
#pragma once

#include <string>

#include "store/database_url.hpp"

namespace CLI {
class App;
}

namespace ringline::server_app {

struct StoreOptions {
  std::string journal_file;     // "": beside a SQLite database, or in the working directory
  std::string default_country;  // ISO 3166, as in BD; "": numbers need + and a country code

  [[nodiscard]] std::string journal_of(const DatabaseUrl& url) const;
};

void add_options(CLI::App& app, StoreOptions& options);

// For --database-url: the reason why it is refused, or nothing.
std::string check_database_url(const std::string& url);

}  // namespace ringline::server_app
