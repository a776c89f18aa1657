// A name that nobody guesses: 128 bits of the system's randomness, as 32 hexadecimal digits.
#pragma once

#include <string>

namespace ringline::server_app {

[[nodiscard]] std::string new_session_id();

}  // namespace ringline::server_app
