// A client of the application: one session with the Socket.IO namespaces on it.
#pragma once

#include <memory>
#include <string>

#include "ringline/server_link.hpp"
#include "transport/carrier.hpp"

namespace ringline::server_app {

class SocketClient;

// What a client's ServerLink has to say; the application listens.
class SocketListener {
 public:
  virtual ~SocketListener() = default;
  virtual void on_asked(SocketClient& client, const ServerLink::Asked& asked) = 0;
  virtual void on_event(SocketClient& client, ServerLink::Event event) = 0;
  virtual void on_left(SocketClient& client, const ServerLink::Left& left) = 0;
  // Last of all: nothing of it is open.
  virtual void on_gone(SocketClient& client, const std::string& reason) = 0;
};

class SocketClient : public Carrier {
 public:
  SocketClient(CarrierSeed seed, const ServerLinkConfig& config, SocketListener& listener);

  // Allow, Refuse, Emit, Acknowledge, Disconnect, Shut.
  void tell(const ServerLink::Input& input);

  std::shared_ptr<SocketClient> shared();

 private:
  void drive(const Brought& brought) override;
  void on_gone(const std::string& reason) override;
  void drain_link();

  ServerLink link_;
  SocketListener& listener_;
};

}  // namespace ringline::server_app
