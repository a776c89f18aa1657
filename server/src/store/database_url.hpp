// Where the calls are kept: --database-url, taken apart.
#pragma once

#include <atomic>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "ringline/error.hpp"

namespace ringline::server_app {

// What the gateway's connections tell each other of the server they are connected to.
struct Leader {
  std::atomic<std::size_t> host{0};  // the place of the host that took the last connection
  // Counts how often a connection found that its server is no longer the one to ask. A connection
  // that was made before is then made anew, so that all of them follow to the new leader.
  std::atomic<unsigned> departures{0};
};

struct DatabaseUrl {
  struct Host {
    std::string name;     // "": libpq's default
    std::string address;  // hostaddr; "" where the name is to be resolved
    std::string port;     // "": libpq's default
  };

  bool postgres = false;
  std::string file;         // SQLite
  std::vector<Host> hosts;  // PostgreSQL; tried one after the other
  std::vector<std::pair<std::string, std::string>> parameters;  // libpq's others, with the database
  std::string schema;              // PostgreSQL; "" where the server's search_path is to count
  std::string shown;               // for logs and errors: neither user nor password
  std::shared_ptr<Leader> leader;  // PostgreSQL

  // For libpq: the host that leads comes first, each has a deadline of its own, and a server that
  // takes no writes is passed over.
  [[nodiscard]] std::string conninfo() const;
  // A connection to this host (as libpq names it) was made.
  void connected_to(const std::string& host, const std::string& port) const;

  // sqlite:<file>, or postgresql://… as Prisma, node-postgres or libpq write it: the parameters of
  // the other two are understood or left out. No error repeats a part of the URL that may be secret.
  static Result<DatabaseUrl> parse(const std::string& url);
};

}  // namespace ringline::server_app
