// STUN and TURN servers as an operator writes them.
#pragma once

#include <string>
#include <vector>

#include "ringline/error.hpp"
#include "ringline/messages.hpp"

namespace ringline::server_app {

// "stun:a.example:3478,turn:b.example" is one server with several urls; JSON as in
// RTCConfiguration.iceServers is any number of them, with names and passwords.
Result<std::vector<IceServer>> read_ice_servers(const std::string& text);

}  // namespace ringline::server_app
