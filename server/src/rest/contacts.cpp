// Whom one can call: the list, its export, one of them, who of them is reachable.
#include <memory>
#include <nlohmann/json.hpp>
#include <utility>

#include "http/responses.hpp"
#include "rest/answers.hpp"
#include "rest/contact_json.hpp"
#include "rest/csv.hpp"
#include "rest/export.hpp"
#include "rest/pages.hpp"
#include "rest/parameters.hpp"
#include "rest/texts.hpp"
#include "ringline/limits.hpp"

namespace ringline::server_app {

using nlohmann::json;

Party contact_party(const Identity& who, const std::string& id) {
  const bool staff = who.role == Role::TenantMember;
  return {who.tenant_id, staff ? Role::PortalCustomer : Role::TenantMember, id};
}

json contact_json(const ApiContext& context, const Identity& who, const Contact& contact) {
  return {{"id", contact.id},
          {"name", contact.name()},
          {"firstName", contact.first_name},
          {"lastName", or_null(contact.last_name)},
          {"email", or_null(contact.email)},
          {"phone", or_null(contact.phone)},
          {"company", or_null(contact.company)},
          {"callable", contact.callable},
          {"reachable", context.is_reachable(contact_party(who, contact.id))}};
}

void list_contacts(const ApiContext& context, const ApiCall& call) {
  Parameters parameters(call.query);
  ContactQuery query;
  query.search = parameters.words("search", limit::name_characters);
  query.after = parameters.text("cursor", cursor_bytes);
  const auto limit = static_cast<int>(parameters.whole("limit", 1, page_limit, page_default));
  query.most = limit + 1;
  if (parameters.error()) return call.reply(answer_error(parameters.error()));
  using Found = std::vector<Contact>;
  context.database.read<Found>(
      Reading::Pages, task_owner(call.who),
      [who = call.who, query](soci::session& sql) { return list_contacts(sql, who, query); },
      [&context, call, limit](std::optional<Found> found) {
        if (!found) return call.reply(unavailable());
        call.reply(answer_json(page_json(
            *found, limit,
            [&](const Contact& each) { return contact_json(context, call.who, each); },
            [](const Contact& last) { return last.place; })));
      });
}

namespace {

constexpr const char* contact_columns_shown[] = {"id",    "firstName", "lastName",
                                                 "email", "phone",     "company"};

}  // namespace

void export_contacts(const ApiContext& context, const ApiCall& call) {
  Parameters parameters(call.query);
  ContactQuery query;
  query.search = parameters.words("search", limit::name_characters);
  query.most = export_page;
  if (parameters.error()) return call.reply(answer_error(parameters.error()));
  Export<Contact> file;
  file.file_name = "contacts.csv";
  write_csv_row(file.header, {std::begin(contact_columns_shown), std::end(contact_columns_shown)});
  file.count = [who = call.who, query](soci::session& sql, std::size_t most) {
    return count_contacts(sql, who, query, most);
  };
  file.read = [who = call.who, query](soci::session& sql, const Contact* last) {
    ContactQuery next = query;
    if (last != nullptr) next.after = last->place;
    return list_contacts(sql, who, next);
  };
  file.write = [](std::string& text, const Contact& each) {
    write_csv_row(text,
                  {each.id, each.first_name, each.last_name, each.email, each.phone, each.company});
  };
  file.most = static_cast<std::size_t>(context.options.api.export_rows);
  file.too_many = "search";
  run_export(context.database, call, std::move(file));
}

void show_contact(const ApiContext& context, const ApiCall& call) {
  using Found = std::optional<Contact>;
  context.database.read<Found>(
      Reading::Pages, task_owner(call.who),
      [who = call.who, id = call.id](soci::session& sql) { return find_contact(sql, who, id); },
      [&context, call](std::optional<Found> found) {
        if (!found) return call.reply(unavailable());
        if (!*found) return call.reply(not_found());
        call.reply(answer_json(contact_json(context, call.who, **found)));
      });
}

// Asks no database: of an id that nobody has, nobody is connected, and a foreign one is looked for
// in this tenant.
void show_presence(const ApiContext& context, const ApiCall& call) {
  Parameters parameters(call.query);
  const auto ids = parameters.ids("ids", page_limit);
  if (ids.empty()) parameters.fail(bad_field("ids", "is missing: name contacts, with commas"));
  if (parameters.error()) return call.reply(answer_error(parameters.error()));
  json items = json::array();
  for (const std::string& id : ids) {
    items.push_back({{"id", id}, {"reachable", context.is_reachable(contact_party(call.who, id))}});
  }
  call.reply(answer_json({{"items", std::move(items)}}));
}

}  // namespace ringline::server_app
