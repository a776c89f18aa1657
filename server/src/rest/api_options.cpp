#include "rest/api_options.hpp"

#include <CLI/CLI.hpp>

namespace ringline::server_app {
namespace {

std::string check_call_logs_path(const std::string& path) {
  const bool plain = path.size() > 1 && path.front() == '/' && path.back() != '/' &&
                     path.find_first_of("?# %{") == std::string::npos;
  return plain
             ? std::string{}
             : "must be a path such as /api/calls, without a slash at its end and without ? # % {";
}

}  // namespace

void add_options(CLI::App& app, ApiOptions& options) {
  app.add_option("--call-logs-path", options.call_logs_path,
                 "A path besides /api/call-logs at which the call log is answered, for a frontend "
                 "that has its own name for it: there the list is an array of rows as Prisma gives "
                 "them, each with its contact")
      ->envname("CALL_LOGS_PATH")
      ->check(check_call_logs_path);
  app.add_option("--export-rows", options.export_rows,
                 "Rows that a CSV file of contacts or calls may have")
      ->envname("EXPORT_ROWS")
      ->check(CLI::Range(1, 1'000'000))
      ->capture_default_str();
  app.add_option("--requests-per-person", options.requests_per_person,
                 "Requests that one person may send to the REST surface in a second for long; ten "
                 "times as many at once")
      ->envname("REQUESTS_PER_PERSON")
      ->check(CLI::Range(1, 1'000'000))
      ->capture_default_str();
  app.add_option("--requests-per-tenant", options.requests_per_tenant,
                 "The same for all people of one tenant together")
      ->envname("REQUESTS_PER_TENANT")
      ->check(CLI::Range(1, 1'000'000))
      ->capture_default_str();
}

}  // namespace ringline::server_app
