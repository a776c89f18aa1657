#include "store/columns.hpp"

namespace ringline::server_app {

bool has_column(soci::session& sql, const std::string& table, const std::string& column) {
  static const std::string in_sqlite =
      "SELECT COUNT(*) FROM pragma_table_info(:table) WHERE \"name\" = :column";
  static const std::string elsewhere =
      "SELECT COUNT(*) FROM information_schema.columns WHERE table_schema = current_schema() "
      "AND table_name = :table AND column_name = :column";
  int count = 0;
  sql << (sql.get_backend_name() == "sqlite3" ? in_sqlite : elsewhere), soci::use(table, "table"),
      soci::use(column, "column"), soci::into(count);
  return count > 0;
}

}  // namespace ringline::server_app
