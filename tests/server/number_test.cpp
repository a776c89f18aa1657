// Whom a dialed number means.
#include <catch2/catch.hpp>

#include "server/store_rig.hpp"
#include "store/phone_numbers.hpp"

namespace ringline::test {
namespace {

using store::Status;

struct Numbers {
  TestDatabase database{each_backend()};
  server_app::Options options = database.options();
  std::unique_ptr<StoreRig> rig;

  explicit Numbers(const std::string& country = "BD") {
    options.store.default_country = country;
    rig = std::make_unique<StoreRig>(options);
    add("rahim", "tenant_a", "+880 1711-000001");
    add("sofia", "tenant_a", "01711 000002");
    add("nadia", "tenant_a", "০১৭১১-০০০০০৩");
    add("flora", "tenant_a", "+1 (800) FLOWERS");
    add("ext", "tenant_a", "+88 01711 000005 ext. 77");
    add("twin1", "tenant_a", "+8801711000006");
    add("twin2", "tenant_a", "01711-000006");
    add("short", "tenant_a", "999");
    add("nonsense", "tenant_a", "call my brother");
    add("other", "tenant_b", "+8801711000007");
  }
  void add(const std::string& id, const std::string& tenant, const std::string& phone) {
    database.execute("INSERT INTO \"tenants\" (\"id\", \"name\") VALUES ('" + tenant +
                     "', 'x') ON CONFLICT DO NOTHING");
    database.execute(
        "INSERT INTO \"contacts\" (\"id\", \"tenantId\", \"firstName\", \"phone\") VALUES ('" + id +
        "', '" + tenant + "', 'Some', '" + phone + "')");
  }
  StoreRig::Answer dial(const std::string& phone) {
    store::Resolve whom;
    whom.caller.tenant_id = "tenant_a";
    whom.caller.user_id = "user";
    whom.phone = phone;
    return rig->ask(whom);
  }
  std::string id(const std::string& phone) {
    const auto answer = dial(phone);
    return answer.callee ? answer.callee->party.id : "none";
  }
};

}  // namespace

TEST_CASE("a number means the contact who has it, however either is written", "[server][number]") {
  Numbers numbers;
  for (const char* each : {"+8801711000001", "01711000001", "+880 (1711) 000-001",
                           "008801711000001", "tel:+880-1711-000001", "+৮৮০১৭১১০০০০০১"}) {
    CAPTURE(each);
    CHECK(numbers.id(each) == "rahim");
  }
  CHECK(numbers.id("+880 1711 000002") == "sofia");
  CHECK(numbers.id("+8801711000003") == "nadia");
  CHECK(numbers.id("+18003569377") == "flora");
  CHECK(numbers.id("01711000005") == "ext");
}

TEST_CASE("unknown, ambiguous and impossible numbers are told apart", "[server][number]") {
  Numbers numbers;
  CHECK(numbers.dial("+8801711000009").status == Status::NotFound);
  CHECK(numbers.dial("+8801711000007").status == Status::NotFound);  // another tenant's
  CHECK(numbers.dial("+8801711000006").status == Status::Ambiguous);
  for (const char* each : {"call my brother", "12", "+999 1711 000001", "+", "%"}) {
    CAPTURE(each);
    CHECK(numbers.dial(each).status == Status::BadNumber);
  }
}

TEST_CASE("without a country a number needs its own", "[server][number]") {
  Numbers numbers("");
  CHECK(numbers.id("+8801711000001") == "rahim");
  CHECK(numbers.dial("01711000001").status == Status::BadNumber);
  // It can't be known which country's this contact is.
  CHECK(numbers.dial("+8801711000002").status == Status::NotFound);
}

TEST_CASE("a tenant's own country comes before the default", "[server][number]") {
  Numbers numbers("DE");
  CHECK(numbers.dial("01711000001").status == Status::NotFound);
  numbers.database.execute("ALTER TABLE \"tenants\" ADD COLUMN \"country\" TEXT");
  numbers.database.execute("UPDATE \"tenants\" SET \"country\" = 'BD' WHERE \"id\" = 'tenant_a'");
  CHECK(numbers.id("01711000001") == "rahim");
  numbers.database.execute("UPDATE \"tenants\" SET \"country\" = 'nowhere'");
  CHECK(numbers.dial("01711000001").status == Status::NotFound);
}

TEST_CASE("countries are known by their two letters", "[server][number]") {
  CHECK(server_app::is_country("BD"));
  CHECK(server_app::is_country("GB"));
  for (const char* each : {"", "bd", "ZZ", "Bangladesh", "001"}) {
    CAPTURE(each);
    CHECK_FALSE(server_app::is_country(each));
  }
}

}  // namespace ringline::test
