// The gateway as a process among others: whoever reads its log goes away or stops reading, and its
// machine's clock is set.
#include <fcntl.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <fstream>
#include <thread>

#include "server/gateway_process.hpp"
#include "server/postgres.hpp"

namespace ringline::test {
namespace {

using Catch::Matchers::Contains;

server_app::Options process_options(const TemporaryFolder& folder) {
  server_app::Options options = options_in(folder);
  options.store.journal_file = folder / "journal.db";
  return options;
}

// A machine whose clock is set by writing into a file; its steady clock goes on as it did.
class SetClock {
 public:
  explicit SetClock(const std::string& ahead) { set(ahead); }
  void set(const std::string& ahead) const {
    std::ofstream(folder_ / "new") << ahead << "\n";
    std::filesystem::rename(folder_ / "new", folder_ / "clock");
  }
  [[nodiscard]] std::vector<std::string> environment() const {
    return {"LD_PRELOAD=/usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1",
            "FAKETIME_TIMESTAMP_FILE=" + (folder_ / "clock"),
            "FAKETIME_NO_CACHE=1",
            "FAKETIME_DONT_FAKE_MONOTONIC=1",
            "DONT_FAKE_MONOTONIC=1",
            "ASAN_OPTIONS=verify_asan_link_order=0:detect_leaks=0"};
  }

 private:
  TemporaryFolder folder_;
};

// What the standard error stream leads to while it lives: a pipe.
class PipedErrors {
 public:
  PipedErrors() : before_(dup(STDERR_FILENO)) {
    if (pipe(ends_) != 0) throw std::runtime_error("no pipe");
    dup2(ends_[1], STDERR_FILENO);
    close(ends_[1]);
  }
  ~PipedErrors() {
    dup2(before_, STDERR_FILENO);
    close(before_);
    close(ends_[0]);
  }
  PipedErrors(const PipedErrors&) = delete;
  PipedErrors& operator=(const PipedErrors&) = delete;
  // Reads what is there.
  std::string take() {
    std::string text(65'536, '\0');
    const ssize_t count = ::read(ends_[0], text.data(), text.size());
    text.resize(count > 0 ? static_cast<std::size_t>(count) : 0);
    return text;
  }

 private:
  int ends_[2]{};
  int before_;
};

}  // namespace

TEST_CASE("the gateway outlives whoever reads its log", "[server][log]") {
  TemporaryFolder folder;
  GatewayProcess gateway(process_options(folder));
  gateway.stop_reading_log();
  for (int i = 0; i < 5; ++i) CHECK(http_get(gateway.port(), "/api/me").status == 401);
  CHECK(http_get(gateway.port(), "/healthz").status == 200);
}

TEST_CASE("the gateway waits for nobody who doesn't read its log", "[server][log]") {
  TemporaryFolder folder;
  const GatewayProcess gateway(process_options(folder));
  // Each is a line of more than a hundred bytes; a pipe holds 64 kB.
  for (int i = 0; i < 800; ++i) {
    REQUIRE(http_get(gateway.port(), "/api/" + std::string(100, 'x')).status == 404);
  }
  CHECK(http_get(gateway.port(), "/healthz").status == 200);
}

TEST_CASE("lines that nobody reads are dropped and counted, and the number is told",
          "[server][log]") {
  PipedErrors errors;
  server_app::start_log("info", "text");
  const std::uint64_t before = server_app::dropped_log_lines();
  const std::string line(1'000, 'x');
  for (int i = 0; i < 2'000; ++i) server_app::log(server_app::Level::Info, "line", {{"x", line}});
  const std::uint64_t dropped = server_app::dropped_log_lines() - before;
  CHECK(dropped > 500);
  CHECK(dropped < 1'200);
  std::string told;
  while (told.find("log_dropped") == std::string::npos) {
    told = told.substr(told.size() > 100 ? told.size() - 100 : 0) + errors.take();
    server_app::flush_log();
  }
  CHECK_THAT(told, Contains("log_dropped lines=" + std::to_string(dropped)));
  server_app::start_log("off", "text");
}

TEST_CASE("sessions end when their tokens do, by the clock as it is set", "[server][clock]") {
  const std::string wrong = GENERATE("+10800", "-10800");
  TemporaryFolder folder;
  const SetClock clock(wrong);
  GatewayProcess gateway(process_options(folder), clock.environment());
  clock.set("+0");
  const std::int64_t before = server_app::epoch_s() * 1'000;
  SocketClient client(gateway.port());
  const auto welcome = client.join_as("user_amina", "tenant_harbor", Role::TenantMember);
  // It isn't thrown out, and its next token isn't believed for hours.
  const auto ack = client.ask(
      client::RefreshAuth{token_for("user_amina", "tenant_harbor", Role::TenantMember, {}, 900)});
  CHECK(ack.ok);
  const std::int64_t left_ms = ack.expires_at - welcome.server_time;
  CHECK(left_ms > 800'000);
  CHECK(left_ms < 1'000'000);
  // The call's row has the time of the world.
  CHECK(client.ask(client::Initiate{"contact_rahim", "", "", ""}).ok);
  const auto rows = query(folder / "calls.db", "SELECT \"createdAt\" FROM \"ringline_calls\"", 1);
  REQUIRE(rows.size() == 1);
  const std::int64_t created = std::stoll(rows[0][0]);
  CHECK(created > before - 5'000);
  CHECK(created < before + 60'000);
}

}  // namespace ringline::test
