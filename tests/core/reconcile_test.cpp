// Which of two versions of a row wins: every kind against every other.
#include "ringline/reconcile.hpp"

#include <catch2/catch.hpp>

namespace ringline {
namespace {

CallRecord row(std::int64_t version) {
  CallRecord record;
  record.id = "c1";
  record.version = version;
  record.status = CallStatus::Ringing;
  record.created_at = 1'000;
  record.due_at = 46'000;
  return record;
}

CallRecord initiated(std::int64_t version) {
  CallRecord record = row(version);
  record.status = CallStatus::Initiated;
  return record;
}

CallRecord talking(std::int64_t version) {
  CallRecord record = row(version);
  record.status = CallStatus::Answered;
  record.answered_at = 5'000;
  record.callee_session = "s-callee";
  return record;
}

CallRecord over(CallRecord record, EndReason reason, Ender by) {
  record.status = record.answered_at == 0 ? CallStatus::Failed : CallStatus::Completed;
  record.reason = reason;
  record.ended_by = by;
  record.ended_at = 25'500;
  record.duration_s = record.answered_at == 0 ? 0 : 20;
  record.due_at = 0;
  return record;
}

struct Kind {
  const char* name;
  CallRecord (*make)(std::int64_t version);
};
const Kind kinds[] = {
    {"initiated", initiated},
    {"ringing", row},
    {"talking", talking},
    {"cancelled", [](std::int64_t v) { return over(row(v), EndReason::Cancelled, Ender::Caller); }},
    {"hung up", [](std::int64_t v) { return over(talking(v), EndReason::HungUp, Ender::Callee); }},
    {"a phone lost the other",
     [](std::int64_t v) { return over(talking(v), EndReason::ConnectionLost, Ender::Callee); }},
    {"rang out", [](std::int64_t v) { return over(row(v), EndReason::NoAnswer, Ender::Nobody); }},
    {"both seemed gone",
     [](std::int64_t v) { return over(talking(v), EndReason::ConnectionLost, Ender::Nobody); }},
};
constexpr std::size_t kind_count = std::size(kinds);

// By the standing row, then by what was told: t, told wins; s, the standing row stays.
const char* const winners[kind_count] = {
    // i r t c h p o g
    "sttttttt",  // initiated
    "ssttttt"
    "t",  // ringing
    "sssttts"
    "s",         // talking: nobody cuts a conversation that another gateway looks after
    "ssssssss",  // cancelled
    "ssssssss",  // hung up
    "ssssssss",  // a phone lost the other
    "sstttts"
    "t",  // rang out
    "sstttts"
    "s",  // both seemed gone
};

}  // namespace

TEST_CASE("which version of a row wins: every kind against every other", "[rules]") {
  for (std::size_t s = 0; s < kind_count; ++s) {
    for (std::size_t t = 0; t < kind_count; ++t) {
      INFO(kinds[s].name << " stands, " << kinds[t].name << " was told");
      const CallRecord standing = kinds[s].make(9);
      const CallRecord told = kinds[t].make(4);
      const auto settled = reconcile(standing, told);
      REQUIRE((settled ? 't' : 's') == winners[s][t]);
      if (!settled) continue;
      CHECK(settled->version == 10);
      CHECK(settled->is_open() == told.is_open());
      CHECK(settled->reason == told.reason);
    }
  }
}

TEST_CASE("a conversation counts, whoever ended the call", "[rules]") {
  const auto settled = reconcile(talking(9), kinds[3].make(4));
  REQUIRE(settled);
  CHECK(settled->status == CallStatus::Completed);
  CHECK(settled->duration_s == 20);
  CHECK(settled->callee_session == "s-callee");
}

}  // namespace ringline
