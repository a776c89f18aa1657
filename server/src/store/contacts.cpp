#include "store/contacts.hpp"

#include <algorithm>
#include <deque>
#include <iterator>
#include <utility>

#include "store/layout.hpp"
#include "store/like.hpp"
#include "store/people_columns.hpp"

namespace ringline::server_app {
namespace {

// Those that are written, where the table has them.
constexpr const char* known_columns[] = {"id",    "tenantId", "firstName", "lastName",
                                         "email", "phone",    "company",   "updatedAt"};

struct Condition {
  std::string sql;
  std::vector<std::pair<std::string, std::string>> texts;  // by their names in it

  void add(const std::string& clause) { sql += " AND " + clause; }
  void bind(std::string name, std::string text) {
    texts.emplace_back(std::move(name), std::move(text));
  }
};

// The columns of the inner select are the same for both, so that the rest is, too.
std::string contacts_sql(const ContactColumns& columns, const PeopleTable& customers) {
  return std::string(
             "SELECT c.\"id\" AS \"id\", c.\"firstName\" AS \"firstName\", "
             "COALESCE(c.\"lastName\", '') AS \"lastName\", COALESCE(c.\"email\", '') AS "
             "\"email\", COALESCE(c.\"phone\", '') AS \"phone\", ") +
         (columns.company ? "COALESCE(c.\"company\", '')" : "''") +
         " AS \"company\", CASE WHEN EXISTS (SELECT 1 FROM \"portal_customers\" p WHERE "
         "p.\"contactId\" = c.\"id\"" +
         (customers.can_deactivate ? " AND " + is_active_sql("p.") : std::string{}) +
         ") THEN 1 ELSE 0 END AS \"callable\", "
         "TRIM(c.\"firstName\" || ' ' || COALESCE(c.\"lastName\", '')) AS \"name\" "
         "FROM \"contacts\" c WHERE c.\"tenantId\" = :tenant";
}
std::string staff_sql(const PeopleTable& users) {
  return std::string(
             "SELECT u.\"id\" AS \"id\", COALESCE(u.\"name\", u.\"email\") AS \"firstName\", '' AS "
             "\"lastName\", u.\"email\" AS \"email\", '' AS \"phone\", '' AS \"company\", 1 AS "
             "\"callable\", COALESCE(u.\"name\", u.\"email\") AS \"name\" "
             "FROM \"users\" u WHERE u.\"tenantId\" = :tenant") +
         (users.can_deactivate ? " AND " + is_active_sql("u.") : std::string{});
}

constexpr const char* place_sql = "LOWER(\"name\") || '|' || \"id\"";

void add_search(Condition& where, const std::string& search) {
  std::string any;
  const auto either = [&](const std::string& clause) {
    any += (any.empty() ? "(" : " OR ") + clause;
  };
  for (const char* column : {"name", "email", "company", "phone"}) {
    const std::string name = std::string("in_") + column;
    either(contains_sql("\"" + std::string(column) + "\"", name));
    where.bind(name, contains(search));
  }
  if (is_number(search)) {
    either(digits_sql("\"phone\"") + " LIKE :digits");
    where.bind("digits", contains(digits_of(search)));
  }
  where.add(any + ")");
}

std::vector<Contact> select_contacts(soci::session& sql, const Identity& who,
                                     const Condition& where, int most) {
  const bool staff = who.role == Role::TenantMember;
  const PeopleColumns people = read_people_columns(sql, {"", ""});
  Contact found;
  int callable = 0;
  soci::statement statement(sql);
  for (std::string* each : {&found.id, &found.first_name, &found.last_name, &found.email,
                            &found.phone, &found.company, &found.place}) {
    statement.exchange(soci::into(*each));
  }
  statement.exchange(soci::into(callable));
  statement.exchange(soci::use(who.tenant_id, "tenant"));
  for (const auto& [name, text] : where.texts) statement.exchange(soci::use(text, name));
  statement.exchange(soci::use(most, "most"));
  statement.alloc();
  statement.prepare(
      std::string("SELECT \"id\", \"firstName\", \"lastName\", \"email\", \"phone\", "
                  "\"company\", ") +
      place_sql + ", \"callable\" FROM (" +
      (staff ? contacts_sql(contact_columns(sql), people.customers) : staff_sql(people.users)) +
      ") AS \"listed\" WHERE 1 = 1" + where.sql + " ORDER BY " + place_sql + " LIMIT :most");
  statement.define_and_bind();
  statement.execute();
  std::vector<Contact> all;
  while (statement.fetch()) {
    found.callable = callable != 0;
    all.push_back(found);
  }
  return all;
}

// The columns that are written, with what stands in them; "" is NULL but for the first name.
class WrittenRow {
 public:
  WrittenRow(const ContactColumns& columns, const std::string& tenant_id, const Contact& contact)
      : touch_(columns.updated_at) {
    add("id", contact.id);
    add("tenantId", tenant_id);
    add("firstName", contact.first_name);
    add_nullable("lastName", contact.last_name);
    add_nullable("email", contact.email);
    add_nullable("phone", contact.phone);
    if (columns.company) add_nullable("company", contact.company);
  }

  void execute(soci::session& sql, const std::string& text) {
    soci::statement statement(sql);
    for (Value& each : values_) {
      statement.exchange(soci::use(each.text, each.indicator, each.column));
    }
    statement.alloc();
    statement.prepare(text);
    statement.define_and_bind();
    statement.execute(true);
  }

  // Prisma gives updatedAt no default: its client sets it, and so do we.
  [[nodiscard]] std::string insert_sql() const {
    std::string names;
    std::string places;
    for (const Value& each : values_) {
      names += (names.empty() ? "\"" : ", \"") + each.column + "\"";
      places += (places.empty() ? ":" : ", :") + each.column;
    }
    if (touch_) {
      names += ", \"updatedAt\"";
      places += ", CURRENT_TIMESTAMP";
    }
    return "INSERT INTO \"contacts\" (" + names + ") VALUES (" + places + ")";
  }
  [[nodiscard]] std::string update_sql() const {
    std::string changes;
    for (const Value& each : values_) {
      if (each.column == "id" || each.column == "tenantId") continue;
      changes += (changes.empty() ? "\"" : ", \"") + each.column + "\" = :" + each.column;
    }
    if (touch_) changes += ", \"updatedAt\" = CURRENT_TIMESTAMP";
    return "UPDATE \"contacts\" SET " + changes +
           " WHERE \"id\" = :id AND \"tenantId\" = :tenantId";
  }

 private:
  struct Value {
    std::string column;
    std::string text;
    soci::indicator indicator;
  };
  void add(std::string column, const std::string& text) {
    values_.push_back({std::move(column), text, soci::i_ok});
  }
  void add_nullable(std::string column, const std::string& text) {
    values_.push_back({std::move(column), text, text.empty() ? soci::i_null : soci::i_ok});
  }

  bool touch_;
  std::deque<Value> values_;
};

std::string small(std::string text) {
  for (char& c : text) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return text;
}

}  // namespace

std::string Contact::name() const {
  return last_name.empty() ? first_name : first_name + " " + last_name;
}

ContactColumns contact_columns(soci::session& sql) {
  ContactColumns columns;
  for (const TableColumn& each : columns_of(sql, "contacts")) {
    columns.company |= each.name == "company";
    columns.updated_at |= each.name == "updatedAt";
    const bool known = std::find(std::begin(known_columns), std::end(known_columns), each.name) !=
                       std::end(known_columns);
    if (each.must_be_given && !known) columns.unknown = each.name;
  }
  return columns;
}

std::vector<Contact> list_contacts(soci::session& sql, const Identity& who,
                                   const ContactQuery& query) {
  Condition where;
  if (!query.search.empty()) add_search(where, query.search);
  if (!query.after.empty()) {
    where.add(std::string(place_sql) + " > :after");
    where.bind("after", query.after);
  }
  return select_contacts(sql, who, where, query.most);
}

std::optional<Contact> find_contact(soci::session& sql, const Identity& who,
                                    const std::string& id) {
  Condition where;
  where.add("\"id\" = :id");
  where.bind("id", id);
  auto found = select_contacts(sql, who, where, 1);
  if (found.empty()) return std::nullopt;
  return std::move(found.front());
}

void insert_contact(soci::session& sql, const ContactColumns& columns, const std::string& tenant_id,
                    const Contact& contact) {
  WrittenRow row(columns, tenant_id, contact);
  row.execute(sql, row.insert_sql());
}

void update_contact(soci::session& sql, const ContactColumns& columns, const std::string& tenant_id,
                    const Contact& contact) {
  WrittenRow row(columns, tenant_id, contact);
  row.execute(sql, row.update_sql());
}

std::vector<ContactKey> contact_keys(soci::session& sql, const std::string& tenant_id) {
  std::vector<ContactKey> all;
  std::string id;
  std::string email;
  std::string phone;
  soci::statement statement =
      (sql.prepare << "SELECT \"id\", COALESCE(\"email\", ''), COALESCE(\"phone\", '') "
                      "FROM \"contacts\" WHERE \"tenantId\" = :tenant",
       soci::use(tenant_id, "tenant"), soci::into(id), soci::into(email), soci::into(phone));
  statement.execute();
  while (statement.fetch()) all.push_back({id, small(email), digits_of(phone)});
  return all;
}

}  // namespace ringline::server_app
