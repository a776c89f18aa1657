// What becomes of a call whose row went on while its gateway couldn't reach the database.
#pragma once

#include <optional>

#include "ringline/exchange.hpp"

namespace ringline::server_app {

// `told` is the newest state that clients were told from the journal, `standing` what another gateway
// has made of the row meanwhile. Returns what the row is to become, with `standing`'s version + 1, or
// nothing where it is to stay.
//
// What people did wins over what a gateway concluded from silence: a row that was settled because
// nobody seemed to look after the call (it rang out, both sides seemed gone) becomes what its sides
// were told. Where people acted on both sides of the split, an end stands over what is open, and of
// two ends the row's.
std::optional<CallRecord> reconcile(const CallRecord& standing, const CallRecord& told);

}  // namespace ringline::server_app
