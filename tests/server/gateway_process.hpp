// The gateway as it is deployed: a process of its own, to be killed.
#pragma once

#include <sys/types.h>

#include <string>
#include <vector>

#include "server/client.hpp"

namespace ringline::test {

class GatewayProcess {
 public:
  // Returns when it listens, on a free port of loopback. `environment` is added to its own.
  explicit GatewayProcess(const server_app::Options& options,
                          const std::vector<std::string>& environment = {});
  ~GatewayProcess();
  GatewayProcess(const GatewayProcess&) = delete;
  GatewayProcess& operator=(const GatewayProcess&) = delete;

  [[nodiscard]] std::uint16_t port() const { return port_; }
  void kill();  // SIGKILL
  // Whoever reads its log goes away. Until then nobody reads what comes after "listening".
  void stop_reading_log();

 private:
  pid_t process_ = 0;
  int log_ = -1;
  std::uint16_t port_ = 0;
};

}  // namespace ringline::test
