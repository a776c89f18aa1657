// Which of two versions of a call's row wins, where it went on in two places that couldn't hear of each
// other. A pure function: any gateway, now or after a replay, comes to the same row.
//
// What people did wins over what a gateway concluded from silence (a row without `ended_by`: it rang
// out, its sides seemed gone):
//
//   standing \ told     | open, unanswered | open, answered | ended by a person | concluded
//   --------------------+------------------+----------------+-------------------+-------------------
//   open, unanswered    | the further one  | told           | told              | told
//   open, answered      | standing         | standing       | told              | standing
//   ended by a person   | standing         | standing       | standing          | standing
//   concluded           | standing         | told           | told              | the answered one, or
//                       |                  |                |                   | standing
#pragma once

#include <optional>

#include "ringline/exchange.hpp"

namespace ringline {

// `told` is the newest state that clients were told, `standing` what somebody else has made of the row
// meanwhile. Returns what the row is to become, with `standing`'s version + 1, or nothing where it is
// to stay. A conversation that one of them knows of counts, whoever ended it.
[[nodiscard]] std::optional<CallRecord> reconcile(const CallRecord& standing,
                                                  const CallRecord& told);

}  // namespace ringline
