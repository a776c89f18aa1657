#include "server/gateway_process.hpp"

#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <stdexcept>
#include <utility>
#include <vector>

namespace ringline::test {
namespace {

std::string seconds(std::chrono::milliseconds time) {
  return std::to_string(std::chrono::duration_cast<std::chrono::seconds>(time).count());
}

std::vector<char*> pointers_to(std::vector<std::string>& words) {
  std::vector<char*> pointers;
  for (std::string& each : words) pointers.push_back(each.data());
  pointers.push_back(nullptr);
  return pointers;
}

pid_t start(std::vector<std::string> words, std::vector<std::string> environment, int log) {
  for (char** each = environ; *each != nullptr; ++each) environment.emplace_back(*each);
  const auto pointers = pointers_to(words);
  const auto variables = pointers_to(environment);
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, log, 2);
  pid_t process = 0;
  const int failed =
      posix_spawn(&process, pointers[0], &actions, nullptr, pointers.data(), variables.data());
  posix_spawn_file_actions_destroy(&actions);
  if (failed != 0) throw std::runtime_error("the gateway can't be started");
  return process;
}

}  // namespace

GatewayProcess::GatewayProcess(const server_app::Options& options,
                               const std::vector<std::string>& environment) {
  int ends[2];
  if (pipe2(ends, O_CLOEXEC) != 0) throw std::runtime_error("no pipe");
  log_ = ends[0];
  process_ =
      start({RINGLINE_GATEWAY, "--mode", "development", "--address", "127.0.0.1", "--port", "0",
             "--database-url", options.database_url, "--journal-file", options.store.journal_file,
             "--jwt-secret", options.auth.secret, "--ring-timeout", seconds(options.ring_timeout),
             "--resume-window", seconds(options.resume_window)},
            environment, ends[1]);
  close(ends[1]);
  std::string said;
  char some[256];
  for (;;) {
    const ssize_t count = read(log_, some, sizeof some);
    if (count <= 0) throw std::runtime_error("the gateway didn't start: " + said);
    said.append(some, static_cast<std::size_t>(count));
    const std::size_t at = said.find(" port=");
    if (at == std::string::npos || said.find('\n', at) == std::string::npos) continue;
    port_ = static_cast<std::uint16_t>(std::stoi(said.substr(at + 6)));
    return;
  }
}

GatewayProcess::~GatewayProcess() {
  kill();
  stop_reading_log();
}

void GatewayProcess::stop_reading_log() {
  if (log_ >= 0) close(std::exchange(log_, -1));
}

void GatewayProcess::kill() {
  if (process_ == 0) return;
  ::kill(process_, SIGKILL);
  waitpid(process_, nullptr, 0);
  process_ = 0;
}

}  // namespace ringline::test
