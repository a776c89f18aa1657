#include <sys/resource.h>
#include <sys/stat.h>

#include <boost/asio/signal_set.hpp>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <exception>

#include "app/server.hpp"
#include "log.hpp"
#include "options.hpp"

namespace {

// As many descriptors as the process may have: container runtimes give few unless they are asked for,
// for the sake of programs that use select().
void raise_descriptor_limit() {
  rlimit limit{};
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur == limit.rlim_max) return;
  limit.rlim_cur = limit.rlim_max;
  setrlimit(RLIMIT_NOFILE, &limit);
}

}  // namespace

int main(int argc, char** argv) {
  using namespace ringline::server_app;
  const ParsedOptions parsed = parse_options(argc, argv);
  if (!parsed.run) {
    std::fputs(parsed.text.c_str(), parsed.exit_code == 0 ? stdout : stderr);
    return parsed.exit_code;
  }
  // A reader that is gone (of the log, of an answer) is no reason to end every call.
  std::signal(SIGPIPE, SIG_IGN);
  raise_descriptor_limit();
  // What it makes (a database, a journal) is for whoever runs it, and for nobody else on the machine.
  ::umask(::umask(0) | S_IRWXG | S_IRWXO);
  start_log(parsed.options.log_level, parsed.options.log_format);
  try {
    net::io_context io(1);
    Server server(io, parsed.options);
    net::signal_set signals(io, SIGINT, SIGTERM);
    signals.async_wait([&](error_code, int) {
      server.stop([&] {
        finish_log();
        io.stop();
      });
      // The second one means it.
      signals.async_wait([](error_code error, int) {
        if (!error) std::_Exit(1);
      });
    });
    io.run();
  } catch (const std::exception& error) {
    log(Level::Error, "failed_to_start", {{"why", error.what()}});
    finish_log();
    return 1;
  }
  return 0;
}
