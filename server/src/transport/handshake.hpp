// What a connection's first HTTP request said. Of it only the address is a fact; the rest is what
// whoever connects has written, for the authenticator to check.
#pragma once

#include <string>

namespace ringline::server_app {

struct Handshake {
  std::string address;        // who is behind trusted proxies
  std::string origin;         // "" where there was none; one that isn't allowed never comes here
  std::string host;           // with its port, where it names one
  std::string authorization;  // the header, whole
  std::string cookie;         // the header, whole
  std::string user_agent;     // the header, whole
};

}  // namespace ringline::server_app
