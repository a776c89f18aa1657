// What the CRM's tables must have for the gateway to work on them.
#pragma once

#include <soci/soci.h>

#include <map>
#include <string>
#include <vector>

#include "store/people_columns.hpp"

namespace ringline::server_app {

struct TableColumn {
  std::string name;
  std::string type;            // as the database calls it
  bool must_be_given = false;  // NOT NULL and no default
};

// Nothing where there is no such table.
std::vector<TableColumn> columns_of(soci::session& sql, const std::string& table);

// Whether any of the CRM's tables is there.
bool has_crm_tables(soci::session& sql);

// Throws with one text that names everything that is missing or in the way.
void check_layout(soci::session& sql, const IdentityColumns& identity);

// Whether tenants have a country of their own, as ISO 3166 writes it (column `country`).
bool tenants_have_country(soci::session& sql);

}  // namespace ringline::server_app
