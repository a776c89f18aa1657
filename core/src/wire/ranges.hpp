// The limits of limits.hpp as the ranges of fields.
#pragma once

#include "ringline/limits.hpp"
#include "wire/fields.hpp"

namespace ringline::wire::ranges {

inline constexpr std::int64_t max_integer = std::int64_t{1} << 53U;  // exact in JavaScript

[[nodiscard]] constexpr Range up_to(std::size_t most) {
  return {0, static_cast<std::int64_t>(most)};
}
[[nodiscard]] constexpr Range one_to(std::size_t most) {
  return {1, static_cast<std::int64_t>(most)};
}

inline constexpr Range id = one_to(limit::id_bytes);  // one that must be there
inline constexpr Range optional_id = up_to(limit::id_bytes);
// In characters, of fields that are cut.
inline constexpr Range name = up_to(limit::name_characters);
inline constexpr Range phone = up_to(limit::phone_characters);
inline constexpr Range text = up_to(limit::text_characters);
// Too long to be dialed, and enough of it to see that.
inline constexpr Range dialed = up_to(2 * limit::phone_characters);
inline constexpr Range token = up_to(limit::token_bytes);
inline constexpr Range present_token = one_to(limit::token_bytes);
inline constexpr Range credential = up_to(limit::credential_bytes);
inline constexpr Range url = one_to(limit::url_bytes);
inline constexpr Range sdp = one_to(limit::sdp_bytes);
inline constexpr Range candidate = up_to(limit::candidate_bytes);
inline constexpr Range ufrag = up_to(limit::ufrag_bytes);
inline constexpr Range m_line_index{0, 65'535};  // an unsigned short in WebRTC

inline constexpr Range counter{0, max_integer};  // times, sequence numbers, seconds
inline constexpr Range retry_after{0, 600'000};  // ms
inline constexpr Range protocol{1, max_integer};

}  // namespace ringline::wire::ranges
