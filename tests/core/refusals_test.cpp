#include "ringline/refusals.hpp"

#include <catch2/catch.hpp>

#include "ringline/error.hpp"
#include "support/exchange_rig.hpp"

namespace ringline::test {

TEST_CASE("a limit, a database that is away and a peer that is away mean not now; all else decides",
          "[exchange]") {
  for (const RefusalCode& each : refusal_codes) {
    INFO(each.code);
    const bool passes =
        each.code == "limit" || each.code == "unavailable" || each.code == "peer_away";
    CHECK(is_not_now(each.code) == passes);
  }
  CHECK_FALSE(is_not_now("a code of a later version"));
}

TEST_CASE("every error of the core is a listed refusal", "[exchange]") {
  for (const Errc each : {Errc::BadFormat, Errc::BadField, Errc::TooLarge, Errc::UnknownCall,
                          Errc::WrongState, Errc::Forbidden, Errc::Limit}) {
    INFO(to_string(each));
    CHECK(find_refusal(to_string(each)) != nullptr);
  }
}

}  // namespace ringline::test
