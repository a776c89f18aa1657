// What the REST surface is told on the command line.
#pragma once

#include <string>

namespace CLI {
class App;
}

namespace ringline::server_app {

struct ApiOptions {
  std::string call_logs_path;     // besides /api/call-logs; "": none
  int export_rows = 20'000;       // the most that a CSV file may have
  int requests_per_person = 20;   // in a second for long, and ten times as many at once
  int requests_per_tenant = 500;  // likewise
};

void add_options(CLI::App& app, ApiOptions& options);

}  // namespace ringline::server_app
