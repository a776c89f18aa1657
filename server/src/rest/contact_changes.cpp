// What staff write: one contact.
#include <nlohmann/json.hpp>
#include <utility>

#include "log.hpp"
#include "rest/answers.hpp"
#include "rest/body.hpp"
#include "rest/contact_fields.hpp"
#include "rest/contact_json.hpp"
#include "rest/new_id.hpp"

namespace ringline::server_app {
namespace {

using nlohmann::json;

// What came of it: the contact as it stands now, or why it doesn't.
struct Outcome {
  Error error;
  std::optional<Contact> contact;  // without an error and without one there is no such contact
};

void note(const char* what, const Identity& who, const std::string& contact_id) {
  log(Level::Info, what,
      {{"tenant", who.tenant_id}, {"user", who.user_id}, {"contact", contact_id}});
}

}  // namespace

void create_contact(const ApiContext& context, const ApiCall& call) {
  if (auto refusal = refuse_type(call.request, {"application/json"})) {
    return call.reply(std::move(*refusal));
  }
  auto body = read_object(call.request.body());
  if (!body) return call.reply(answer_error(body.error));
  context.database.run<Outcome>(
      task_owner(call.who),
      [who = call.who, body = std::move(*body)](soci::session& sql) -> Outcome {
        const ContactColumns columns = contact_columns(sql);
        Contact contact;
        if (Error error = check_columns(columns)) return {error, {}};
        if (Error error = set_contact_fields(contact, body, columns)) return {error, {}};
        if (Error error = check_contact(contact)) return {error, {}};
        contact.id = new_id();
        insert_contacts(sql, columns, who.tenant_id, {contact});
        return {{}, find_contact(sql, who, contact.id)};
      },
      [&context, call](std::optional<Outcome> made) {
        if (!made) return call.reply(unavailable());
        if (made->error) return call.reply(answer_error(made->error));
        const Contact& contact = *made->contact;
        note("contact_created", call.who, contact.id);
        Response response =
            answer_json(contact_json(context, call.who, contact), http::status::created);
        response.set(http::field::location, "/api/contacts/" + contact.id);
        call.reply(std::move(response));
      });
}

// RFC 7396: what isn't named stays as it is, null takes away.
void change_contact(const ApiContext& context, const ApiCall& call) {
  if (auto refusal =
          refuse_type(call.request, {"application/json", "application/merge-patch+json"})) {
    return call.reply(std::move(*refusal));
  }
  auto body = read_object(call.request.body());
  if (!body) return call.reply(answer_error(body.error));
  context.database.run<Outcome>(
      task_owner(call.who),
      [who = call.who, id = call.id, body = std::move(*body)](soci::session& sql) -> Outcome {
        auto contact = find_contact(sql, who, id);
        if (!contact) return {};
        const ContactColumns columns = contact_columns(sql);
        if (Error error = set_contact_fields(*contact, body, columns)) return {error, {}};
        if (Error error = check_contact(*contact)) return {error, {}};
        update_contact(sql, columns, who.tenant_id, *contact);
        return {{}, std::move(contact)};
      },
      [&context, call](std::optional<Outcome> changed) {
        if (!changed) return call.reply(unavailable());
        if (changed->error) return call.reply(answer_error(changed->error));
        if (!changed->contact) return call.reply(not_found());
        note("contact_changed", call.who, call.id);
        call.reply(answer_json(contact_json(context, call.who, *changed->contact)));
      });
}

}  // namespace ringline::server_app
