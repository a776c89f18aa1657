// The parts of the people's tables that are the CRM's own choice: the columns that hold a provider's
// subject, and whether an account can be deactivated.
#pragma once

#include <soci/soci.h>

#include <string>

namespace ringline::server_app {

// The names of the columns, as the options give them. "": no token needs the column, so the table need
// not have it.
struct IdentityColumns {
  std::string users = "clerkId";
  std::string customers = "clerkId";
};

// For an option: the reason why it can be no column's name, or nothing.
std::string check_column_name(const std::string& name);

struct PeopleTable {
  std::string subject;           // the column that holds a provider's subject; "": none is used
  bool subject_is_uuid = false;  // as PostgreSQL types it: any other text is an error there
  bool can_deactivate = false;   // the table has `isActive`
};
struct PeopleColumns {
  PeopleTable users;
  PeopleTable customers;
};

// What the tables have now.
PeopleColumns read_people_columns(soci::session& sql, const IdentityColumns& names);

// Whether the account of a row is active: a condition, for a table that has `isActive`. `prefix` is the
// table's name in the statement with its dot, or "". A row that says nothing is active.
std::string is_active_sql(const std::string& prefix);

// Whether a call may ring a contact: not where all of the contact's accounts are deactivated. A contact
// without an account may ring. `contact` is the contacts' name in the statement, with its dot.
std::string may_ring_sql(const std::string& contact);

}  // namespace ringline::server_app
