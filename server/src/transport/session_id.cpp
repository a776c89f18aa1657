#include "transport/session_id.hpp"

#include <openssl/rand.h>

#include <array>
#include <stdexcept>

namespace ringline::server_app {

std::string new_session_id() {
  constexpr char digits[] = "0123456789abcdef";
  std::array<unsigned char, 16> bytes{};
  if (RAND_bytes(bytes.data(), static_cast<int>(bytes.size())) != 1) {
    throw std::runtime_error("the system has no randomness");
  }
  std::string id;
  for (const unsigned char byte : bytes) {
    id += digits[byte >> 4U];
    id += digits[byte & 15U];
  }
  return id;
}

}  // namespace ringline::server_app
