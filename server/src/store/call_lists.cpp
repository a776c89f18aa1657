#include "store/call_lists.hpp"

#include <utility>

#include "store/like.hpp"

namespace ringline::server_app {
namespace {

// Which calls a person may see at all: his own, or as staff all of his tenant.
CallCondition visible(const Identity& who, bool whole_tenant) {
  CallCondition where;
  where.add("\"tenantId\" = :tenant");
  where.bind("tenant", who.tenant_id);
  if (whole_tenant && who.role == Role::TenantMember) return where;
  const Party party = who.party();
  const std::string role(to_string(party.role));
  where.add(
      "((\"callerId\" = :id AND \"callerRole\" = :role) OR "
      "(\"calleeId\" = :id2 AND \"calleeRole\" = :role2))");
  where.bind("id", party.id);
  where.bind("role", role);
  where.bind("id2", party.id);
  where.bind("role2", role);
  return where;
}

void equal(CallCondition& where, const char* column, const std::string& value) {
  if (value.empty()) return;
  where.add("\"" + std::string(column) + "\" = :the_" + column);
  where.bind(std::string("the_") + column, value);
}

void narrow(CallCondition& where, const CallQuery& query) {
  equal(where, "direction", query.direction);
  equal(where, "status", query.status);
  equal(where, "contactId", query.contact_id);
  equal(where, "userId", query.user_id);
  if (query.from != 0) {
    where.add("\"createdAt\" >= :from_time");
    where.bind("from_time", query.from);
  }
  if (query.to != 0) {
    where.add("\"createdAt\" < :to_time");
    where.bind("to_time", query.to);
  }
  if (!query.search.empty()) {
    std::string any;
    for (const char* column : {"callerName", "calleeName", "toNumber"}) {
      const std::string name = std::string("in_") + column;
      any += (any.empty() ? "(" : " OR ") + contains_sql("\"" + std::string(column) + "\"", name);
      where.bind(name, contains(query.search));
    }
    if (is_number(query.search)) {
      any += " OR " + digits_sql("\"toNumber\"") + " LIKE :digits";
      where.bind("digits", contains(digits_of(query.search)));
    }
    where.add(any + ")");
  }
  if (query.after.created_at != 0) {
    where.add("(\"createdAt\" < :before OR (\"createdAt\" = :before2 AND \"id\" < :last))");
    where.bind("before", query.after.created_at);
    where.bind("before2", query.after.created_at);
    where.bind("last", query.after.id);
  }
}

std::vector<ListedCall> select_listed(soci::session& sql, const Identity& who,
                                      const CallCondition& where) {
  const Party party = who.party();
  std::vector<ListedCall> calls;
  for (CallRecord& record : select_calls(sql, where.sql, where.parameters)) {
    const bool own = record.caller == party || record.callee == party;
    const bool outgoing = own ? record.caller == party : record.caller.role == Role::TenantMember;
    calls.push_back({std::move(record), outgoing});
  }
  return calls;
}

}  // namespace

CallCondition condition_of(const Identity& who, const CallQuery& query) {
  CallCondition where = visible(who, query.whole_tenant);
  narrow(where, query);
  return where;
}

std::vector<ListedCall> list_calls(soci::session& sql, const Identity& who,
                                   const CallQuery& query) {
  CallCondition where = condition_of(who, query);
  where.sql += " ORDER BY \"createdAt\" DESC, \"id\" DESC LIMIT :most";
  where.bind("most", query.most);
  return select_listed(sql, who, where);
}

std::size_t count_listed_calls(soci::session& sql, const Identity& who, const CallQuery& query,
                               std::size_t most) {
  CallCondition where = condition_of(who, query);
  where.sql += " LIMIT :most";
  where.bind("most", static_cast<long long>(most));
  return count_rows(sql, where.sql, where.parameters);
}

std::optional<ListedCall> find_call(soci::session& sql, const Identity& who,
                                    const std::string& id) {
  CallCondition where = visible(who, true);
  where.add("\"id\" = :call");
  where.bind("call", id);
  auto found = select_listed(sql, who, where);
  if (found.empty()) return std::nullopt;
  return std::move(found.front());
}

}  // namespace ringline::server_app
