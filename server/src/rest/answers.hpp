// The answers that handlers share.
#pragma once

#include <memory>
#include <nlohmann/json_fwd.hpp>
#include <string>

#include "auth/authenticator.hpp"
#include "http/net.hpp"
#include "ringline/error.hpp"

namespace ringline::server_app {

[[nodiscard]] Response answer_json(const nlohmann::json& body,
                                   http::status status = http::status::ok);
// A file to save, which begins so.
[[nodiscard]] Response answer_csv(std::string header, const std::string& file_name,
                                  std::shared_ptr<BodySource> rest);

[[nodiscard]] Response answer_error(const Error& error);  // 400; 413 where it is too large
[[nodiscard]] Response answer_refusal(const Refusal& refusal);
// 429: who asks, or their company, asks for too much.
[[nodiscard]] Response answer_over_budget(const std::string& why);
[[nodiscard]] Response unavailable();
[[nodiscard]] Response not_found();  // the same for what isn't there and what isn't theirs

// Absent texts and times are null, as Prisma gives them.
[[nodiscard]] nlohmann::json or_null(const std::string& value);
[[nodiscard]] nlohmann::json or_null(EpochMs value);

}  // namespace ringline::server_app
