#include "store/contacts.hpp"

#include <algorithm>
#include <deque>
#include <iterator>
#include <utility>

#include "store/dialect.hpp"
#include "store/layout.hpp"
#include "store/like.hpp"
#include "store/people_columns.hpp"

namespace ringline::server_app {
namespace {

// Those that are written, where the table has them.
constexpr const char* known_columns[] = {"id",    "tenantId", "firstName", "lastName",
                                         "email", "phone",    "company",   "updatedAt"};

constexpr std::size_t rows_per_insert = 50;

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
  const std::string company = columns.company ? "COALESCE(c.\"company\", '')" : "''";
  return "SELECT c.\"id\" AS \"id\", COALESCE(c.\"firstName\", '') AS \"firstName\", "
         "COALESCE(c.\"lastName\", '') AS \"lastName\", COALESCE(c.\"email\", '') AS \"email\", "
         "COALESCE(c.\"phone\", '') AS \"phone\", " +
         company +
         " AS \"company\", CASE WHEN EXISTS (SELECT 1 FROM \"portal_customers\" p WHERE "
         "p.\"contactId\" = c.\"id\"" +
         (customers.can_deactivate ? " AND " + is_active_sql("p.") : std::string{}) +
         ") THEN 1 ELSE 0 END AS \"callable\", "
         "COALESCE(NULLIF(TRIM(COALESCE(c.\"firstName\", '') || ' ' || "
         "COALESCE(c.\"lastName\", '')), ''), NULLIF(" +
         company +
         ", ''), NULLIF(c.\"email\", ''), NULLIF(c.\"phone\", ''), CAST(c.\"id\" AS TEXT)) AS "
         "\"name\" "
         "FROM \"contacts\" c WHERE c.\"tenantId\" = :tenant";
}
// As customers see them: by name alone.
std::string staff_sql(bool postgres, const PeopleTable& users) {
  const std::string name = staff_name(postgres, "u");
  return "SELECT u.\"id\" AS \"id\", " + name +
         " AS \"firstName\", '' AS \"lastName\", '' AS \"email\", '' AS \"phone\", '' AS "
         "\"company\", 1 AS \"callable\", " +
         name + " AS \"name\" FROM \"users\" u WHERE u.\"tenantId\" = :tenant" +
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

std::string listed_sql(soci::session& sql, const Identity& who) {
  const PeopleColumns people = read_people_columns(sql, {"", ""});
  return who.role == Role::TenantMember ? contacts_sql(contact_columns(sql), people.customers)
                                        : staff_sql(is_postgres(sql), people.users);
}

std::vector<Contact> select_contacts(soci::session& sql, const Identity& who,
                                     const Condition& where, int most) {
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
  statement.prepare(std::string("SELECT \"id\", \"firstName\", \"lastName\", \"email\", \"phone\", "
                                "\"company\", ") +
                    place_sql + ", \"callable\" FROM (" + listed_sql(sql, who) +
                    ") AS \"listed\" WHERE 1 = 1" + where.sql + " ORDER BY " + place_sql +
                    " LIMIT :most");
  statement.define_and_bind();
  statement.execute();
  std::vector<Contact> all;
  while (statement.fetch()) {
    found.callable = callable != 0;
    all.push_back(found);
  }
  return all;
}

// Contacts to be written: a value for each column that the table has; "" is NULL but for the first
// name.
class WrittenRows {
 public:
  explicit WrittenRows(const ContactColumns& columns) : columns_(columns) {}

  void add(const std::string& tenant_id, const Contact& contact) {
    suffix_ = std::to_string(rows_++);
    add("id", contact.id);
    add("tenantId", tenant_id);
    add("firstName", contact.first_name);
    add_nullable("lastName", contact.last_name);
    add_nullable("email", contact.email);
    add_nullable("phone", contact.phone);
    if (columns_.company) add_nullable("company", contact.company);
  }

  void execute(soci::session& sql, const std::string& text) {
    soci::statement statement(sql);
    for (Value& each : values_) {
      statement.exchange(soci::use(each.text, each.indicator, each.parameter));
    }
    statement.alloc();
    statement.prepare(text);
    statement.define_and_bind();
    statement.execute(true);
  }

  // Prisma gives updatedAt no default: its client sets it, and so do we.
  [[nodiscard]] std::string insert_sql() const {
    const std::size_t width = values_.size() / rows_;
    std::string names;
    std::string rows;
    for (std::size_t i = 0; i < values_.size(); ++i) {
      const Value& each = values_[i];
      if (i < width) names += (i == 0 ? "\"" : ", \"") + each.column + "\"";
      const bool is_first = i % width == 0;
      if (is_first) rows += rows.empty() ? "(" : ", (";
      rows += (is_first ? ":" : ", :") + each.parameter;
      if (i % width == width - 1) rows += columns_.updated_at ? ", CURRENT_TIMESTAMP)" : ")";
    }
    if (columns_.updated_at) names += ", \"updatedAt\"";
    return "INSERT INTO \"contacts\" (" + names + ") VALUES " + rows;
  }
  [[nodiscard]] std::string update_sql() const {
    std::string changes;
    for (const Value& each : values_) {
      if (each.column == "id" || each.column == "tenantId") continue;
      changes += (changes.empty() ? "\"" : ", \"") + each.column + "\" = :" + each.parameter;
    }
    if (columns_.updated_at) changes += ", \"updatedAt\" = CURRENT_TIMESTAMP";
    return "UPDATE \"contacts\" SET " + changes +
           " WHERE \"id\" = :id0 AND \"tenantId\" = :tenantId0";
  }

 private:
  struct Value {
    std::string column;
    std::string parameter;
    std::string text;
    soci::indicator indicator;
  };
  void add(const std::string& column, const std::string& text) {
    values_.push_back({column, column + suffix_, text, soci::i_ok});
  }
  void add_nullable(const std::string& column, const std::string& text) {
    values_.push_back({column, column + suffix_, text, text.empty() ? soci::i_null : soci::i_ok});
  }

  const ContactColumns& columns_;
  std::string suffix_;  // of the parameters of the row that is being added
  std::size_t rows_ = 0;
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
  std::string both = first_name;
  if (!both.empty() && !last_name.empty()) both += ' ';
  both += last_name;
  for (const std::string* each : {&company, &email, &phone, &id}) {
    if (both.empty()) both = *each;
  }
  return both;
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

std::size_t count_contacts(soci::session& sql, const Identity& who, const ContactQuery& query,
                           std::size_t most) {
  Condition where;
  if (!query.search.empty()) add_search(where, query.search);
  long long count = 0;
  const auto limit = static_cast<long long>(most);
  soci::statement statement(sql);
  statement.exchange(soci::into(count));
  statement.exchange(soci::use(who.tenant_id, "tenant"));
  for (const auto& [name, text] : where.texts) statement.exchange(soci::use(text, name));
  statement.exchange(soci::use(limit, "most"));
  statement.alloc();
  statement.prepare("SELECT CAST(COUNT(*) AS BIGINT) FROM (SELECT \"id\" FROM (" +
                    listed_sql(sql, who) + ") AS \"listed\" WHERE 1 = 1" + where.sql +
                    " LIMIT :most) AS \"counted\"");
  statement.define_and_bind();
  statement.execute(true);
  return static_cast<std::size_t>(count);
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

void insert_contacts(soci::session& sql, const ContactColumns& columns,
                     const std::string& tenant_id, const std::vector<Contact>& contacts) {
  for (std::size_t first = 0; first < contacts.size(); first += rows_per_insert) {
    WrittenRows rows(columns);
    const std::size_t end = std::min(contacts.size(), first + rows_per_insert);
    for (std::size_t i = first; i < end; ++i) rows.add(tenant_id, contacts[i]);
    rows.execute(sql, rows.insert_sql());
  }
}

void update_contact(soci::session& sql, const ContactColumns& columns, const std::string& tenant_id,
                    const Contact& contact) {
  WrittenRows row(columns);
  row.add(tenant_id, contact);
  row.execute(sql, row.update_sql());
}

void for_each_contact_key(soci::session& sql, const std::string& tenant_id,
                          const std::function<void(const ContactKey&)>& each) {
  std::string id;
  std::string email;
  std::string phone;
  soci::statement statement =
      (sql.prepare << "SELECT \"id\", COALESCE(\"email\", ''), COALESCE(\"phone\", '') "
                      "FROM \"contacts\" WHERE \"tenantId\" = :tenant",
       soci::use(tenant_id, "tenant"), soci::into(id), soci::into(email), soci::into(phone));
  statement.execute();
  while (statement.fetch()) each({id, small(email), digits_of(phone)});
}

}  // namespace ringline::server_app
