// A session of Engine.IO alone, for an application that needs no namespaces.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "transport/carrier.hpp"

namespace ringline::server_app {

class EngineClient;

class EngineListener {
 public:
  virtual ~EngineListener() = default;
  virtual void on_message(EngineClient& client, const std::string& data, bool binary) = 0;
};

class EngineClient : public Carrier {
 public:
  EngineClient(CarrierSeed seed, const EngineConfig& config, EngineListener& listener);

  void say(const std::string& data, bool binary);

 private:
  void drive(const Brought& brought) override;
  void on_gone(const std::string&) override {}
  void drain_session();

  EngineSession session_;
  EngineListener& listener_;
};

}  // namespace ringline::server_app
