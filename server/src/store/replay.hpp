// Brings what the journal holds into the database.
#pragma once

#include "store/call_connection.hpp"
#include "store/journal.hpp"

namespace ringline::server_app {

// May be broken off anywhere and done again. Throws DatabaseAway; then the journal has what was not
// replayed. A call that the database refuses for good is put aside and logged.
void replay(Journal& journal, CallConnection& rows);

}  // namespace ringline::server_app
