// Who somebody is; in development, who can be signed in.
#include <nlohmann/json.hpp>
#include <utility>

#include "http/responses.hpp"
#include "rest/answers.hpp"
#include "rest/body.hpp"
#include "rest/call.hpp"
#include "rest/texts.hpp"
#include "store/directory.hpp"

namespace ringline::server_app {
namespace {

using nlohmann::json;

constexpr std::int64_t dev_token_s = 12 * 3'600;

json person_json(const Identity& who, const std::string& email) {
  json person{{"userId", who.user_id},
              {"tenantId", who.tenant_id},
              {"role", to_string(who.role)},
              {"name", who.name},
              {"email", email}};
  if (!who.contact_id.empty()) {
    person["contactId"] = who.contact_id;
    person["phone"] = who.phone;
  }
  return person;
}

Response give_token(const Person& given, const std::string& secret) {
  const Identity& who = given.identity;
  Claims claims;
  claims.user_id = who.user_id;
  claims.tenant_id = who.tenant_id;
  claims.role = who.role;
  claims.contact_id = who.contact_id;
  claims.expires_at_s = epoch_s() + dev_token_s;
  json person = person_json(who, given.email);
  person["token"] = issue_token(claims, secret, epoch_s());
  return answer_json(person);
}

}  // namespace

void show_me(const ApiContext& context, const ApiCall& call) {
  context.database.read<std::string>(
      Reading::People, task_owner(call.who),
      [who = call.who](soci::session& sql) { return find_email(sql, who); },
      [call](std::optional<std::string> email) {
        if (!email) return call.reply(unavailable());
        call.reply(answer_json(person_json(call.who, *email)));
      });
}

void list_people(const ApiContext& context, const ApiCall& call) {
  using Found = std::vector<Person>;
  context.database.read<Found>(
      Reading::People, {}, [](soci::session& sql) { return list_people(sql); },
      [call](std::optional<Found> found) {
        if (!found) return call.reply(unavailable());
        json list = json::array();
        for (const Person& each : *found) {
          list.push_back(person_json(each.identity, each.email));
        }
        call.reply(answer_json({{"items", std::move(list)}}));
      });
}

void issue_dev_token(const ApiContext& context, const ApiCall& call) {
  if (auto refusal = refuse_type(call.request, {"application/json"})) {
    return call.reply(std::move(*refusal));
  }
  const auto asked = read_object(call.request.body());
  if (!asked) return call.reply(answer_error(asked.error));
  if (!asked->contains("userId") || !(*asked)["userId"].is_string()) {
    return call.reply(answer_error(bad_field("userId", "is missing: take one of /api/dev/people")));
  }
  using Found = std::vector<Person>;
  context.database.read<Found>(
      Reading::People, {}, [](soci::session& sql) { return list_people(sql); },
      [call, user = (*asked)["userId"].get<std::string>(),
       secret = context.options.auth.secret](std::optional<Found> found) {
        if (!found) return call.reply(unavailable());
        for (const Person& each : *found) {
          if (each.identity.user_id == user) {
            return call.reply(give_token(each, secret));
          }
        }
        call.reply(not_found());
      });
}

}  // namespace ringline::server_app
