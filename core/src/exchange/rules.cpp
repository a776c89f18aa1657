#include "exchange/rules.hpp"

#include <algorithm>

#include "ringline/limits.hpp"

namespace ringline {
namespace {

using A = CallAct;
using S = CallStatus;
using P = Permission;
using R = EndReason;

constexpr std::size_t index(CallStatus status) { return static_cast<std::size_t>(status); }

// For each act of a client and each part: the answer by status.
struct Right {
  A act;
  Part part;
  P by_status[status_count];
};

// clang-format off
constexpr Right rights[] = {
    //                              INITIATED    RINGING      ANSWERED            COMPLETED  FAILED
    {A::Accept, Part::Caller,      {P::NotYours, P::NotYours, P::NotYours,        P::Over,   P::Over}},
    {A::Accept, Part::CallerOther, {P::NotYours, P::NotYours, P::NotYours,        P::Over,   P::Over}},
    {A::Accept, Part::Callee,      {P::TooEarly, P::Granted,  P::Done,            P::Over,   P::Over}},
    {A::Accept, Part::CalleeOther, {P::TooEarly, P::Granted,  P::TakenElsewhere,  P::Over,   P::Over}},

    {A::Reject, Part::Caller,      {P::NotYours, P::NotYours, P::NotYours,        P::Over,   P::Over}},
    {A::Reject, Part::CallerOther, {P::NotYours, P::NotYours, P::NotYours,        P::Over,   P::Over}},
    {A::Reject, Part::Callee,      {P::TooEarly, P::Granted,  P::NotYours,        P::Over,   P::Over}},
    {A::Reject, Part::CalleeOther, {P::TooEarly, P::Granted,  P::TakenElsewhere,  P::Over,   P::Over}},

    {A::End,    Part::Caller,      {P::Granted,  P::Granted,  P::Granted,         P::Done,   P::Done}},
    {A::End,    Part::CallerOther, {P::NotYours, P::NotYours, P::NotYours,        P::Done,   P::Done}},
    {A::End,    Part::Callee,      {P::Granted,  P::Granted,  P::Granted,         P::Done,   P::Done}},
    {A::End,    Part::CalleeOther, {P::Granted,  P::Granted,  P::TakenElsewhere,  P::Done,   P::Done}},

    {A::Signal, Part::Caller,      {P::TooEarly, P::Granted,  P::Granted,         P::Over,   P::Over}},
    {A::Signal, Part::CallerOther, {P::NotYours, P::NotYours, P::NotYours,        P::Over,   P::Over}},
    {A::Signal, Part::Callee,      {P::TooEarly, P::Granted,  P::Granted,         P::Over,   P::Over}},
    {A::Signal, Part::CalleeOther, {P::TooEarly, P::Granted,  P::TakenElsewhere,  P::Over,   P::Over}},

    {A::Resume, Part::Caller,      {P::Granted,  P::Granted,  P::Granted,         P::Done,   P::Done}},
    {A::Resume, Part::CallerOther, {P::Granted,  P::Granted,  P::TakenElsewhere,  P::Done,   P::Done}},
    {A::Resume, Part::Callee,      {P::Granted,  P::Granted,  P::Granted,         P::Done,   P::Done}},
    {A::Resume, Part::CalleeOther, {P::Granted,  P::Granted,  P::TakenElsewhere,  P::Done,   P::Done}},
};

// By the caller's role, then the callee's.
constexpr bool calls[2][2] = {
    //                  TENANT_MEMBER  PORTAL_CUSTOMER
    /* TENANT_MEMBER   */ {false, true},
    /* PORTAL_CUSTOMER */ {true, false},
};

struct Step {
  S from;
  A act;
  S to;
  R reason;  // of an end
};
constexpr Step steps[] = {
    {S::Initiated, A::Notify,      S::Ringing,   R::None},
    {S::Initiated, A::Unreachable, S::Failed,    R::Offline},
    {S::Initiated, A::End,         S::Failed,    R::Cancelled},
    {S::Initiated, A::Expire,      S::Failed,    R::NoAnswer},
    {S::Initiated, A::CallerGone,  S::Failed,    R::ConnectionLost},
    {S::Initiated, A::NotPlaced,   S::Failed,    R::Error},
    {S::Initiated, A::Drain,       S::Failed,    R::ConnectionLost},
    {S::Ringing,   A::Accept,      S::Answered,  R::None},
    {S::Ringing,   A::Reject,      S::Failed,    R::Declined},
    {S::Ringing,   A::End,         S::Failed,    R::Cancelled},
    {S::Ringing,   A::Expire,      S::Failed,    R::NoAnswer},
    {S::Ringing,   A::CallerGone,  S::Failed,    R::ConnectionLost},
    {S::Ringing,   A::Drain,       S::Failed,    R::ConnectionLost},
    {S::Answered,  A::End,         S::Completed, R::HungUp},
    {S::Answered,  A::SidesGone,   S::Completed, R::ConnectionLost},
    {S::Answered,  A::TooLong,     S::Completed, R::Error},
    {S::Answered,  A::Drain,       S::Completed, R::ConnectionLost},
};

// What a client may claim, where it makes sense, and what the log calls it.
struct Claim {
  A act;
  S status;
  R said;
  R written;
};
constexpr Claim claims[] = {
    {A::Reject,  S::Ringing,   R::Busy,               R::Busy},
    {A::Reject,  S::Ringing,   R::MicrophoneDenied,   R::MicrophoneDenied},
    {A::Reject,  S::Ringing,   R::MediaFailed,        R::MediaFailed},
    {A::Reject,  S::Ringing,   R::UnsupportedBrowser, R::UnsupportedBrowser},
    {A::End,     S::Initiated, R::MicrophoneDenied,   R::MicrophoneDenied},
    {A::End,     S::Initiated, R::Replaced,           R::Replaced},
    {A::End,     S::Initiated, R::Error,              R::Error},
    {A::End,     S::Ringing,   R::MicrophoneDenied,   R::MicrophoneDenied},
    {A::End,     S::Ringing,   R::MediaFailed,        R::MediaFailed},
    {A::End,     S::Ringing,   R::Replaced,           R::Replaced},
    {A::End,     S::Ringing,   R::NoAnswer,           R::NoAnswer},
    {A::End,     S::Ringing,   R::Error,              R::Error},
    {A::End,     S::Answered,  R::MicrophoneDenied,   R::MicrophoneDenied},
    {A::End,     S::Answered,  R::MediaFailed,        R::MediaFailed},
    {A::End,     S::Answered,  R::ConnectionLost,     R::ConnectionLost},
    {A::End,     S::Answered,  R::Replaced,           R::Replaced},
    {A::End,     S::Answered,  R::Error,              R::Error},
    // The caller's phone never heard of the answer, and stopped ringing out.
    {A::End,     S::Answered,  R::NoAnswer,           R::ConnectionLost},
};
// clang-format on

EndReason end_reason(const Step& step, const ActDetails& details) {
  for (const Claim& each : claims) {
    if (each.act == step.act && each.status == step.from && each.said == details.claimed) {
      return each.written;
    }
  }
  // The called one ends what still rings: that is a reject in other words.
  if (step.act == A::End && details.by_callee && step.to == S::Failed) return R::Declined;
  return step.reason;
}

}  // namespace

bool may_call(const Party& caller, const Party& callee) noexcept {
  return caller.tenant_id == callee.tenant_id &&
         calls[static_cast<std::size_t>(caller.role)][static_cast<std::size_t>(callee.role)];
}

Part part_of(const CallRecord& record, const Party& party, std::string_view session) noexcept {
  if (party == record.caller) {
    return session == record.caller_session ? Part::Caller : Part::CallerOther;
  }
  if (party == record.callee) {
    const bool own = record.callee_session.empty() || session == record.callee_session;
    return own ? Part::Callee : Part::CalleeOther;
  }
  return Part::Stranger;
}

Permission permit(CallAct act, Part part, CallStatus status) noexcept {
  if (part == Part::Stranger) return P::Unknown;
  for (const Right& each : rights) {
    if (each.act == act && each.part == part) return each.by_status[index(status)];
  }
  return P::NotYours;
}

namespace {

// Two steps that are one change of the row.
std::optional<CallRecord> end_unheard(const CallRecord& record, const ActDetails& details,
                                      EpochMs now, const ExchangeConfig& config) {
  ActDetails accept;
  accept.session = details.session;
  accept.extended = details.extended;
  accept.at = std::min(*details.answered_at, details.at.value_or(now));
  const auto answered = advance(record, A::Accept, accept, now, config);
  auto ended = advance(*answered, A::End, details, now, config);
  ended->version = record.version + 1;
  return ended;
}

}  // namespace

std::optional<CallRecord> advance(const CallRecord& record, CallAct act, const ActDetails& details,
                                  EpochMs now, const ExchangeConfig& config) {
  const auto* step = std::find_if(std::begin(steps), std::end(steps), [&](const Step& each) {
    return each.from == record.status && each.act == act;
  });
  if (step == std::end(steps)) return std::nullopt;
  if (act == A::End && record.status == S::Ringing && details.answered_at) {
    return end_unheard(record, details, now, config);
  }

  CallRecord next = record;
  ++next.version;
  next.status = step->to;
  if (step->to == S::Ringing) next.rang_at = now;
  if (step->to == S::Answered) {
    next.callee_session = details.session;
    next.callee_extended = details.extended;
    next.answered_at = std::clamp(details.at.value_or(now), std::min(record.rang_at, now), now);
    next.due_at = now + config.due_check.count();
  } else if (!next.is_open()) {
    next.reason = end_reason(*step, details);
    if (static_cast<std::size_t>(act) < client_act_count) {
      next.ended_by = details.by_callee ? Ender::Callee : Ender::Caller;
    }
    next.ended_at = std::max(details.at.value_or(now), record.created_at);
    if (record.answered_at != 0) {
      next.ended_at = std::max(next.ended_at, record.answered_at);
      next.duration_s = (next.ended_at - record.answered_at) / 1'000;
    }
    next.due_at = 0;
  }
  return next;
}

void note_outage(CallRecord& record, bool begins, EpochMs now) {
  if (begins) {
    ++record.outage_count;
    if (record.outages.size() < limit::outages_per_call) record.outages.push_back({now, 0});
  } else if (has_outage(record)) {
    record.outages.back().to = now;
  }
}

bool has_outage(const CallRecord& record) noexcept {
  return !record.outages.empty() && record.outages.back().to == 0;
}

}  // namespace ringline
