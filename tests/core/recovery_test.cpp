#include "ringline/recovery.hpp"

#include <catch2/catch.hpp>
#include <string>

namespace ringline {
namespace {

struct Rig {
  explicit Rig(RecoveryConfig config = {}) : recovery(config) { open("p1", "ann"); }

  Recovery recovery;
  TimePoint now = from_ms(1'000);

  void open(const std::string& pid, const std::string& owner) {
    recovery.open({pid, "sid-" + pid, owner, "/webrtc", "tag-" + pid});
  }
  std::string note(const std::string& pid = "p1") { return recovery.note(now, pid, "[\"e\",{}]"); }
  // How many events come back; -1 where the session doesn't.
  int recover(const std::string& offset, const std::string& owner = "ann",
              const std::string& pid = "p1", const std::string& nsp = "/webrtc") {
    const auto found = recovery.recover(now, {pid, offset}, owner, nsp);
    return found ? static_cast<int>(found->missed.size()) : -1;
  }
};

}  // namespace

TEST_CASE("each event carries its number, and who comes back gets the rest", "[recovery]") {
  Rig rig;
  CHECK(rig.note() == "[\"e\",{},\"1\"]");
  CHECK(rig.note() == "[\"e\",{},\"2\"]");
  rig.recovery.lose(rig.now, "p1");
  CHECK(rig.note() == "[\"e\",{},\"3\"]");
  const auto found = rig.recovery.recover(rig.now, {"p1", "1"}, "ann", "/webrtc");
  REQUIRE(found);
  CHECK(found->session.sid == "sid-p1");
  CHECK(found->session.tag == "tag-p1");
  CHECK(found->missed == std::vector<std::string>{"[\"e\",{},\"2\"]", "[\"e\",{},\"3\"]"});
  CHECK_FALSE(rig.recovery.next());
  CHECK(rig.recover("3") == 0);
  CHECK(rig.recover("") == 3);
}

TEST_CASE("a session is its owner's", "[recovery]") {
  Rig rig;
  rig.note();
  CHECK(rig.recover("1", "bob") == -1);
  CHECK(rig.recover("1", "ann", "p2") == -1);
  CHECK(rig.recover("1", "ann", "p1", "/other") == -1);
  for (const char* offset : {"2", "-1", "x", "1x", " 1", "99999999999999999999999"}) {
    INFO(offset);
    CHECK(rig.recover(offset) == -1);
  }
  CHECK(rig.recover("1") == 0);
}

TEST_CASE("never a part", "[recovery]") {
  RecoveryConfig config;
  config.events = 3;
  Rig rig(config);
  for (int i = 0; i < 4; ++i) rig.note();
  CHECK(rig.recover("1") == 3);
  CHECK(rig.recover("0") == -1);
  CHECK(rig.recover("") == -1);
}

TEST_CASE("what is kept is bounded in bytes, too", "[recovery]") {
  RecoveryConfig config;
  config.bytes = 2 * std::string("[\"e\",{},\"1\"]").size();
  Rig rig(config);
  for (int i = 0; i < 3; ++i) rig.note();
  CHECK(rig.recover("1") == 2);
  CHECK(rig.recover("0") == -1);
}

TEST_CASE("and in time", "[recovery]") {
  Rig rig;
  rig.note();
  rig.now += Duration{120'000};
  rig.note();
  CHECK(rig.recover("0") == 2);
  rig.now += Duration{1};
  rig.note();
  CHECK(rig.recover("0") == -1);
  CHECK(rig.recover("1") == 2);
}

TEST_CASE("who stays away too long is gone", "[recovery]") {
  Rig rig;
  rig.open("p2", "bob");
  rig.recovery.lose(rig.now, "p1");
  CHECK(rig.recovery.next() == rig.now + Duration{120'000});
  rig.now += Duration{119'999};
  CHECK(rig.recovery.expire(rig.now).empty());
  CHECK(rig.recover("") == 0);
  rig.recovery.lose(rig.now, "p1");
  rig.now += Duration{120'000};
  CHECK(rig.recover("") == -1);
  CHECK(rig.recovery.expire(rig.now) == std::vector<std::string>{"p1"});
  CHECK(rig.recovery.size() == 1);
  CHECK(rig.recover("", "bob", "p2") == 0);
}

TEST_CASE("where there are too many, the one that is away longest goes", "[recovery]") {
  RecoveryConfig config;
  config.sessions = 2;
  Rig rig(config);
  rig.open("p2", "bob");
  rig.recovery.lose(rig.now, "p2");
  rig.now += Duration{1};
  rig.recovery.lose(rig.now, "p1");
  rig.open("p3", "eve");
  CHECK(rig.recovery.size() == 2);
  CHECK(rig.recovery.next() == TimePoint{});
  CHECK(rig.recovery.expire(rig.now) == std::vector<std::string>{"p2"});
  CHECK(rig.recover("", "bob", "p2") == -1);
  CHECK(rig.recover("") == 0);
}

TEST_CASE("the claim is read out of the auth, whatever else that holds", "[recovery]") {
  const auto claim = Recovery::read_claim(R"({"token":"t","pid":"p","offset":"7"})");
  CHECK(claim.pid == "p");
  CHECK(claim.offset == "7");
  for (const char* auth : {"", "[]", "{", R"({"pid":1,"offset":null})"}) {
    CHECK(Recovery::read_claim(auth).pid.empty());
  }
}

}  // namespace ringline
