#include "store/store_options.hpp"

#include <CLI/CLI.hpp>

#include "store/phone_numbers.hpp"

namespace ringline::server_app {
namespace {

std::string check_country(const std::string& country) {
  if (is_country(country)) return {};
  return "must be a country of ISO 3166 in capitals, such as BD: \"" + country + "\" is none";
}

std::string check_journal(const std::string& file) {
  if (file.find_first_of("\"'") != std::string::npos) return "must not contain a quote";
  return file.empty() ? "must name a file" : std::string{};
}

}  // namespace

std::string StoreOptions::journal_of(const DatabaseUrl& url) const {
  if (!journal_file.empty()) return journal_file;
  return url.postgres ? "ringline-journal.db" : url.file + ".outage";
}

void add_options(CLI::App& app, StoreOptions& options) {
  app.add_option("--journal-file", options.journal_file,
                 "Where the changes of running calls wait while the database is away; each gateway "
                 "needs its own, on a disk that stays. Beside a SQLite database, or "
                 "ringline-journal.db in the working directory, unless one is given")
      ->envname("JOURNAL_FILE")
      ->check(check_journal);
  app.add_option("--default-country", options.default_country,
                 "Country (as in BD) of telephone numbers that are written without + and a country "
                 "code, where the tenant has none in tenants.country")
      ->envname("DEFAULT_COUNTRY")
      ->check(check_country);
}

std::string check_database_url(const std::string& url) {
  const auto parsed = DatabaseUrl::parse(url);
  return parsed ? std::string{} : parsed.error.message;
}

}  // namespace ringline::server_app
