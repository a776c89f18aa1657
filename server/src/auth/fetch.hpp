// One GET of a small document, blocking.
#pragma once

#include <atomic>
#include <cstddef>
#include <string>

#include "ringline/error.hpp"

namespace ringline::server_app {

// The body of a 200. Nothing is followed elsewhere, nothing longer than most_bytes is read, and it
// takes four seconds at most: less than a client waits for an acknowledgement. Ends early where
// `stop` is set.
Result<std::string> fetch(const std::string& url, std::size_t most_bytes,
                          const std::atomic<bool>& stop);

}  // namespace ringline::server_app
