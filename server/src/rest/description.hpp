// docs/openapi.json, as it was when this program was built.
#pragma once

#include <string_view>

namespace ringline::server_app {

[[nodiscard]] std::string_view api_description();

}  // namespace ringline::server_app
