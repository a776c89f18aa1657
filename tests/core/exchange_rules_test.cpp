#include <catch2/catch.hpp>
#include <string>

#include "exchange/rules.hpp"
#include "ringline/limits.hpp"

namespace ringline {
namespace {

using A = CallAct;
using P = Permission;
using S = CallStatus;

const Party staff{"t1", Role::TenantMember, "u1"};
const Party customer{"t1", Role::PortalCustomer, "k1"};

CallRecord record_in(CallStatus status) {
  CallRecord record;
  record.id = "c1";
  record.version = 7;
  record.status = status;
  record.caller = staff;
  record.callee = customer;
  record.caller_session = "s-caller";
  record.created_at = 1'000;
  if (status == S::Answered || status == S::Completed) {
    record.callee_session = "s-callee";
    record.answered_at = 5'000;
  }
  return record;
}

// A letter for each permission: g granted, u unknown, n not yours, t taken elsewhere, o over, e too
// early, d done already.
char letter(Permission permission) {
  return "gunto"
         "ed"[static_cast<int>(permission)];
}

struct Row {
  CallAct act;
  Part part;
  const char* by_status;  // INITIATED, RINGING, ANSWERED, COMPLETED, FAILED
};
constexpr Row rows[] = {
    {A::Accept, Part::Stranger, "uuuuu"},    {A::Accept, Part::Caller, "nnnoo"},
    {A::Accept, Part::CallerOther, "nnnoo"}, {A::Accept, Part::Callee, "egdoo"},
    {A::Accept, Part::CalleeOther, "egtoo"}, {A::Reject, Part::Stranger, "uuuuu"},
    {A::Reject, Part::Caller, "nnnoo"},      {A::Reject, Part::CallerOther, "nnnoo"},
    {A::Reject, Part::Callee, "egnoo"},      {A::Reject, Part::CalleeOther, "egtoo"},
    {A::End, Part::Stranger, "uuuuu"},       {A::End, Part::Caller, "gggdd"},
    {A::End, Part::CallerOther, "nnndd"},    {A::End, Part::Callee, "gggdd"},
    {A::End, Part::CalleeOther, "ggtdd"},    {A::Signal, Part::Stranger, "uuuuu"},
    {A::Signal, Part::Caller, "eggoo"},      {A::Signal, Part::CallerOther, "nnnoo"},
    {A::Signal, Part::Callee, "eggoo"},      {A::Signal, Part::CalleeOther, "egtoo"},
    {A::Resume, Part::Stranger, "uuuuu"},    {A::Resume, Part::Caller, "gggdd"},
    {A::Resume, Part::CallerOther, "ggtdd"}, {A::Resume, Part::Callee, "gggdd"},
    {A::Resume, Part::CalleeOther, "ggtdd"},
};

}  // namespace

TEST_CASE("who may do what: every act, part and status", "[rules]") {
  STATIC_REQUIRE(std::size(rows) == client_act_count * part_count);
  for (const Row& row : rows) {
    for (std::size_t status = 0; status < status_count; ++status) {
      INFO("act " << static_cast<int>(row.act) << " part " << static_cast<int>(row.part)
                  << " status " << status);
      const Permission permission = permit(row.act, row.part, static_cast<S>(status));
      CHECK(letter(permission) == row.by_status[status]);
    }
  }
}

TEST_CASE("who may call whom: every pair of roles, in one tenant and in two", "[rules]") {
  const Party customer_2{"t1", Role::PortalCustomer, "k2"};
  const Party staff_2{"t1", Role::TenantMember, "u2"};
  CHECK(may_call(staff, customer));
  CHECK(may_call(customer, staff));
  CHECK_FALSE(may_call(staff, staff_2));
  CHECK_FALSE(may_call(staff, staff));
  CHECK_FALSE(may_call(customer, customer_2));
  CHECK_FALSE(may_call(staff, {"t2", Role::PortalCustomer, "k1"}));
  CHECK_FALSE(may_call(customer, {"t2", Role::TenantMember, "u1"}));
}

TEST_CASE("the part of a device in a call", "[rules]") {
  const CallRecord ringing = record_in(S::Ringing);
  const CallRecord answered = record_in(S::Answered);
  CHECK(part_of(ringing, staff, "s-caller") == Part::Caller);
  CHECK(part_of(ringing, staff, "s-x") == Part::CallerOther);
  CHECK(part_of(ringing, customer, "any") == Part::Callee);
  CHECK(part_of(answered, customer, "s-callee") == Part::Callee);
  CHECK(part_of(answered, customer, "s-x") == Part::CalleeOther);
  // The same ids in another tenant, or in another role, are somebody else.
  CHECK(part_of(answered, {"t2", Role::TenantMember, "u1"}, "s-caller") == Part::Stranger);
  CHECK(part_of(answered, {"t1", Role::PortalCustomer, "u1"}, "s-caller") == Part::Stranger);
}

TEST_CASE("what follows: every act in every status", "[rules]") {
  struct Step {
    S from;
    A act;
    S to;
    EndReason reason;
  };
  constexpr Step steps[] = {
      {S::Initiated, A::End, S::Failed, EndReason::Cancelled},
      {S::Initiated, A::Notify, S::Ringing, EndReason::None},
      {S::Initiated, A::Unreachable, S::Failed, EndReason::Offline},
      {S::Initiated, A::Expire, S::Failed, EndReason::NoAnswer},
      {S::Initiated, A::CallerGone, S::Failed, EndReason::ConnectionLost},
      {S::Initiated, A::NotPlaced, S::Failed, EndReason::Error},
      {S::Initiated, A::Drain, S::Failed, EndReason::ConnectionLost},
      {S::Ringing, A::Accept, S::Answered, EndReason::None},
      {S::Ringing, A::Reject, S::Failed, EndReason::Declined},
      {S::Ringing, A::End, S::Failed, EndReason::Cancelled},
      {S::Ringing, A::Expire, S::Failed, EndReason::NoAnswer},
      {S::Ringing, A::CallerGone, S::Failed, EndReason::ConnectionLost},
      {S::Ringing, A::Drain, S::Failed, EndReason::ConnectionLost},
      {S::Answered, A::End, S::Completed, EndReason::HungUp},
      {S::Answered, A::SidesGone, S::Completed, EndReason::ConnectionLost},
      {S::Answered, A::TooLong, S::Completed, EndReason::Error},
      {S::Answered, A::Drain, S::Completed, EndReason::ConnectionLost},
  };
  const ExchangeConfig config;
  for (std::size_t status = 0; status < status_count; ++status) {
    for (std::size_t act = 0; act < call_act_count; ++act) {
      INFO("status " << status << " act " << act);
      const CallRecord record = record_in(static_cast<S>(status));
      const auto next =
          advance(record, static_cast<A>(act), {"s-callee", true, {}, false, {}}, 9'500, config);
      const Step* step = nullptr;
      for (const Step& each : steps) {
        if (each.from == record.status && each.act == static_cast<A>(act)) step = &each;
      }
      REQUIRE(next.has_value() == (step != nullptr));
      if (step == nullptr) continue;
      CHECK(next->status == step->to);
      CHECK(next->reason == step->reason);
      CHECK(next->version == 8);
      CHECK(next->is_open() == (next->ended_at == 0));
      if (!next->is_open()) CHECK(next->due_at == 0);
    }
  }
}

TEST_CASE("the row knows when it rang, and who ended it", "[rules]") {
  const ExchangeConfig config;
  const auto after = [&](S status, A act, bool by_callee) {
    ActDetails details;
    details.by_callee = by_callee;
    return *advance(record_in(status), act, details, 9'500, config);
  };
  CHECK(after(S::Initiated, A::Notify, false).rang_at == 9'500);
  CHECK(after(S::Initiated, A::Unreachable, false).rang_at == 0);
  CHECK(after(S::Ringing, A::Accept, true).ended_by == Ender::Nobody);
  CHECK(after(S::Ringing, A::Reject, true).ended_by == Ender::Callee);
  CHECK(after(S::Ringing, A::End, false).ended_by == Ender::Caller);
  CHECK(after(S::Answered, A::End, true).ended_by == Ender::Callee);
  for (const A act : {A::SidesGone, A::TooLong, A::Drain}) {
    CHECK(after(S::Answered, act, false).ended_by == Ender::Nobody);
  }
}

TEST_CASE("of outages all are counted, and the times of the first are kept", "[rules]") {
  CallRecord record = record_in(S::Answered);
  const auto most = static_cast<EpochMs>(limit::outages_per_call);
  for (EpochMs i = 1; i <= most + 1; ++i) {
    note_outage(record, true, 10'000 * i);
    CHECK(has_outage(record) == (i <= most));
    note_outage(record, false, 10'000 * i + 700);
    CHECK_FALSE(has_outage(record));
  }
  CHECK(record.outage_count == most + 1);
  REQUIRE(record.outages.size() == limit::outages_per_call);
  CHECK(record.outages.front() == Outage{10'000, 10'700});
  CHECK(record.outages.back() == Outage{10'000 * most, 10'000 * most + 700});
  CHECK(record.version == 7);
}

TEST_CASE("the duration is the whole seconds between answer and end", "[rules]") {
  const ExchangeConfig config;
  const CallRecord record = record_in(S::Answered);
  struct Sample {
    EpochMs end;
    std::int64_t duration_s;
  };
  for (const Sample& each : {Sample{5'000, 0}, Sample{5'999, 0}, Sample{6'000, 1},
                             Sample{65'300, 60}, Sample{4'000, 0}}) {
    const auto next = advance(record, A::End, {}, each.end, config);
    REQUIRE(next);
    CHECK(next->duration_s == each.duration_s);
  }
  ActDetails gone;
  gone.at = 8'000;
  CHECK(advance(record, A::SidesGone, gone, 40'000, config)->duration_s == 3);
}

TEST_CASE("a client may claim only the reasons that make sense", "[rules]") {
  const ExchangeConfig config;
  const auto reason_of = [&](S status, A act, EndReason claimed, bool by_callee = false) {
    ActDetails details;
    details.claimed = claimed;
    details.by_callee = by_callee;
    return advance(record_in(status), act, details, 9'000, config)->reason;
  };
  CHECK(reason_of(S::Ringing, A::Reject, EndReason::Busy) == EndReason::Busy);
  CHECK(reason_of(S::Ringing, A::Reject, EndReason::Offline) == EndReason::Declined);
  CHECK(reason_of(S::Ringing, A::End, EndReason::Replaced) == EndReason::Replaced);
  CHECK(reason_of(S::Ringing, A::End, EndReason::AnsweredElsewhere) == EndReason::Cancelled);
  CHECK(reason_of(S::Ringing, A::End, EndReason::None, true) == EndReason::Declined);
  CHECK(reason_of(S::Answered, A::End, EndReason::MediaFailed) == EndReason::MediaFailed);
  CHECK(reason_of(S::Answered, A::End, EndReason::Busy) == EndReason::HungUp);
}

}  // namespace ringline
