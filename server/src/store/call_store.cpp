#include "store/call_store.hpp"

#include <utility>

#include "store/call_rows.hpp"

namespace ringline::server_app {
namespace {

using Answer = exchange_input::StoreAnswer;
using store::Status;

Answer answered(Status status, std::vector<CallRecord> records = {}) {
  Answer answer;
  answer.status = status;
  answer.records = std::move(records);
  return answer;
}

std::vector<CallRecord> by_id(soci::session& sql, const std::string& id) {
  return select_calls(sql, "\"id\" = :id", {{"id", id, {}}});
}

// A number is compared by its digits: people type it in many ways.
constexpr const char* digits_of_phone =
    "REPLACE(REPLACE(REPLACE(REPLACE(REPLACE(REPLACE(\"phone\", ' ', ''), '-', ''), '(', ''), "
    "')', ''), '.', ''), '+', '')";

std::string digits(const std::string& phone) {
  std::string only;
  for (const char c : phone) {
    if (c >= '0' && c <= '9') only += c;
  }
  return only;
}

// Staff mean a contact who has access to the portal; customers mean a member of staff.
Answer resolve_contact(soci::session& sql, const store::Resolve& what) {
  const bool by_id = !what.contact_id.empty();
  const std::string key = by_id ? what.contact_id : digits(what.phone);
  if (key.empty()) return answered(Status::NotFound);
  std::string id;
  std::string first;
  std::string last;
  std::string phone;
  soci::indicator no_last = soci::i_ok;
  soci::indicator no_phone = soci::i_ok;
  soci::statement statement =
      (sql.prepare << "SELECT \"id\", \"firstName\", \"lastName\", \"phone\" FROM \"contacts\" "
                      "WHERE \"tenantId\" = :tenant AND " +
                          std::string(by_id ? "\"id\"" : digits_of_phone) + " = :key LIMIT 2",
       soci::use(what.caller.tenant_id, "tenant"), soci::use(key, "key"), soci::into(id),
       soci::into(first), soci::into(last, no_last), soci::into(phone, no_phone));
  statement.execute();
  Answer answer = answered(Status::NotFound);
  while (statement.fetch()) {
    if (answer.callee) return answered(Status::Ambiguous);
    answer.status = Status::Done;
    std::string name = first;
    if (no_last == soci::i_ok && !last.empty()) name += " " + last;
    answer.callee = store::Callee{{what.caller.tenant_id, Role::PortalCustomer, id},
                                  std::move(name),
                                  no_phone == soci::i_ok ? phone : std::string{},
                                  id};
  }
  return answer;
}

Answer resolve_staff(soci::session& sql, const store::Resolve& what) {
  std::string name;
  soci::indicator no_name = soci::i_ok;
  sql << "SELECT COALESCE(\"name\", \"email\") FROM \"users\" "
         "WHERE \"tenantId\" = :tenant AND \"id\" = :id",
      soci::use(what.caller.tenant_id, "tenant"), soci::use(what.contact_id, "id"),
      soci::into(name, no_name);
  if (!sql.got_data()) return answered(Status::NotFound);
  Answer answer = answered(Status::Done);
  answer.callee =
      store::Callee{{what.caller.tenant_id, Role::TenantMember, what.contact_id}, name, {}, {}};
  return answer;
}

Answer on(soci::session& sql, const store::Resolve& what) {
  return what.caller.role == Role::TenantMember ? resolve_contact(sql, what)
                                                : resolve_staff(sql, what);
}

Answer on(soci::session& sql, const store::Insert& what) {
  const CallRecord& record = what.record;
  if (!record.client_call_id.empty()) {
    auto same = select_calls(sql,
                             "\"tenantId\" = :tenant AND \"callerRole\" = :role AND "
                             "\"callerId\" = :caller AND \"clientCallId\" = :client",
                             {{"tenant", record.caller.tenant_id, {}},
                              {"role", std::string(to_string(record.caller.role)), {}},
                              {"caller", record.caller.id, {}},
                              {"client", record.client_call_id, {}}});
    if (!same.empty()) return answered(Status::Conflict, std::move(same));
  }
  insert_call(sql, record);
  return answered(Status::Done);
}

Answer on(soci::session& sql, const store::Update& what) {
  if (update_call(sql, what.record)) return answered(Status::Done);
  auto standing = by_id(sql, what.record.id);
  if (standing.empty()) return answered(Status::NotFound);
  return answered(Status::Conflict, std::move(standing));
}

Answer on(soci::session& sql, const store::Load& what) {
  auto found = by_id(sql, what.call_id);
  const Status status = found.empty() ? Status::NotFound : Status::Done;
  return answered(status, std::move(found));
}

Answer on(soci::session& sql, const store::LoadOpen& what) {
  // Open rows are the ones with a due time, so the search is over few.
  return answered(
      Status::Done,
      select_calls(sql,
                   "\"dueAt\" IS NOT NULL AND \"tenantId\" = :tenant AND "
                   "((\"callerId\" = :id AND \"callerRole\" = :role) OR "
                   "(\"calleeId\" = :id2 AND \"calleeRole\" = :role2)) ORDER BY \"createdAt\"",
                   {{"tenant", what.party.tenant_id, {}},
                    {"id", what.party.id, {}},
                    {"role", std::string(to_string(what.party.role)), {}},
                    {"id2", what.party.id, {}},
                    {"role2", std::string(to_string(what.party.role)), {}}}));
}

Answer on(soci::session& sql, const store::LoadDue& what) {
  return answered(Status::Done, select_calls(sql,
                                             "\"dueAt\" IS NOT NULL AND \"dueAt\" <= :at "
                                             "ORDER BY \"dueAt\" LIMIT 256",
                                             {{"at", {}, what.at}}));
}

}  // namespace

void answer(Database& database, const store::Request& what,
            std::function<void(exchange_input::StoreAnswer)> reply) {
  database.run<Answer>(
      [what](soci::session& sql) {
        return std::visit([&sql](const auto& each) { return on(sql, each); }, what);
      },
      [reply = std::move(reply)](std::optional<Answer> answer) {
        reply(answer ? std::move(*answer) : answered(Status::Unavailable));
      });
}

}  // namespace ringline::server_app
