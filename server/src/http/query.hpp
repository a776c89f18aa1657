// The query of a URL: `?search=am&limit=20`.
#pragma once

#include <string>

#include "ringline/error.hpp"
#include "store/directory.hpp"

namespace ringline::server_app {

inline constexpr int page_limit = 100;

// Reads search, direction, cursor and limit; an error names the field. Others are ignored.
Result<Page> read_page(const std::string& query);

}  // namespace ringline::server_app
