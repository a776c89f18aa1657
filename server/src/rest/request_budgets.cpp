#include "rest/request_budgets.hpp"

namespace ringline::server_app {
namespace {

constexpr double at_once = 10;  // times what a second allows
// Those who have been quiet long enough have all of their allowance, and nothing to be remembered for.
constexpr std::size_t tidy_beyond = 10'000;

std::string too_many(const char* whose, int most, const char* what) {
  return std::string(whose) + " at most " + std::to_string(most) + " " + what;
}

}  // namespace

RequestBudgets::Tally& RequestBudgets::tally(const Key& key, double per_second, Time now) {
  return tallies_->try_emplace(key, Tally{TokenBucket(at_once * per_second, per_second, now)})
      .first->second;
}

RequestBudgets::Answer RequestBudgets::take(const Identity& who, Effort effort, Time now) {
  if (tallies_->size() > tidy_beyond) forget_idle(now);
  // Ids of staff and of customers are of two tables.
  const Key person_key{who.tenant_id, std::string(to_string(who.role)) + " " + who.user_id};
  const Key tenant_key{who.tenant_id, {}};
  Tally& person = tally(person_key, limits_.person_per_second, now);
  Tally& tenant = tally(tenant_key, limits_.tenant_per_second, now);
  const auto whole = [](double number) { return static_cast<int>(number); };
  if (person.under_way >= limits_.person_at_once) {
    return {{}, too_many("You may have", limits_.person_at_once, "requests under way")};
  }
  if (tenant.under_way >= limits_.tenant_at_once) {
    return {{}, too_many("Your company may have", limits_.tenant_at_once, "requests under way")};
  }
  if (effort == Effort::Export && tenant.exports >= limits_.exports_at_once) {
    return {{}, too_many("Your company may have", limits_.exports_at_once, "exports under way")};
  }
  if (effort == Effort::Import && tenant.imports >= limits_.imports_at_once) {
    return {{}, too_many("Your company may have", limits_.imports_at_once, "imports under way")};
  }
  if (!person.requests.take(now)) {
    return {
        {},
        too_many("You may send", whole(limits_.person_per_second), "requests a second for long")};
  }
  if (!tenant.requests.take(now)) {
    return {{},
            too_many("Your company may send", whole(limits_.tenant_per_second),
                     "requests a second for long")};
  }
  const auto count = [effort](Tally& each, int by) {
    each.under_way += by;
    if (effort == Effort::Export) each.exports += by;
    if (effort == Effort::Import) each.imports += by;
  };
  count(person, 1);
  count(tenant, 1);
  // A tally with something under way isn't forgotten, so that it is there at the end.
  return {Ticket(tallies_.get(),
                 [tallies = tallies_, person_key, tenant_key, count](void*) {
                   count(tallies->at(person_key), -1);
                   count(tallies->at(tenant_key), -1);
                 }),
          {}};
}

void RequestBudgets::forget_idle(Time now) {
  for (auto each = tallies_->begin(); each != tallies_->end();) {
    Tally& tally = each->second;
    each = tally.under_way == 0 && tally.requests.is_full(now) ? tallies_->erase(each)
                                                               : std::next(each);
  }
}

}  // namespace ringline::server_app
