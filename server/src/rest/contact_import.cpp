// Contacts from a CSV file: all of them or none. What is wrong is told row by row.
#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>
#include <set>
#include <utility>

#include "http/responses.hpp"
#include "log.hpp"
#include "rest/answers.hpp"
#include "rest/body.hpp"
#include "rest/call.hpp"
#include "rest/contact_fields.hpp"
#include "rest/contact_headers.hpp"
#include "rest/csv.hpp"
#include "rest/new_id.hpp"
#include "rest/parameters.hpp"
#include "rest/text_encoding.hpp"
#include "rest/texts.hpp"
#include "store/like.hpp"

namespace ringline::server_app {
namespace {

using nlohmann::json;

constexpr std::size_t import_rows = 2'000;
constexpr std::size_t import_cells = 512;  // Outlook's export has 92 columns, a CRM's has more
constexpr std::size_t errors_told = 100;

enum class Duplicates { Refuse, Skip, Create };

// A file with its header understood.
struct Sheet {
  ContactHeader header;
  std::size_t width = 0;  // of the header
  std::vector<CsvRow> rows;
};

Result<Sheet> read_sheet(const std::string& body) {
  auto rows = read_csv(as_utf8(body), {import_rows + 1, import_cells});
  if (!rows) return rows.error;
  if (rows->empty()) return bad_field("body", "is empty: its first line must name the columns");
  const std::vector<std::string> names = rows->front().cells;
  for (const std::string& each : names) {
    if (Error error = check_words("line 1", each, limit::name_characters)) return error;
  }
  Sheet sheet;
  sheet.header = read_contact_header(names);
  sheet.width = names.size();
  const bool has_name =
      sheet.header.whole_name ||
      std::any_of(sheet.header.sources.begin(), sheet.header.sources.end(), [](const auto& each) {
        return each.field->member != &Contact::email && each.field->member != &Contact::phone;
      });
  if (!has_name) {
    return bad_field(
        "line 1", "must name the columns, and one of them must be firstName, lastName or company");
  }
  rows->erase(rows->begin());
  if (rows->empty()) return bad_field("body", "has no rows below its first line");
  sheet.rows = std::move(*rows);
  return sheet;
}

struct RowError {
  std::size_t line = 0;
  Error error;
};
struct Row {
  std::size_t line = 0;
  Contact contact;
};
struct Skipped {
  std::size_t line = 0;
  std::string contact_id;
};
// What is to be written, or why it can't be.
struct Plan {
  ContactColumns columns;
  Error error;  // of the table
  std::vector<RowError> errors;
  std::vector<Skipped> skipped;
  std::vector<Contact> contacts;
};

// Who is there already, by address and by number.
class Known {
 public:
  void add(const ContactKey& key) { add(key.id, key.email, key.phone_digits); }
  // The field by which it is the same, and whose it is.
  [[nodiscard]] std::pair<const char*, const std::string*> find(const Contact& contact) const {
    const auto email = emails_.find(small_letters(contact.email));
    if (email != emails_.end()) return {"email", &email->second};
    const auto phone = phones_.find(digits_of(contact.phone));
    if (phone != phones_.end()) return {"phone", &phone->second};
    return {nullptr, nullptr};
  }
  void add(const Contact& contact) {
    add(contact.id, small_letters(contact.email), digits_of(contact.phone));
  }

 private:
  void add(const std::string& id, const std::string& email, const std::string& digits) {
    if (!email.empty()) emails_.emplace(email, id);
    if (!digits.empty()) phones_.emplace(digits, id);
  }
  std::map<std::string, std::string> emails_;
  std::map<std::string, std::string> phones_;
};

// A cell that a program left out at the end of a row is as good as empty; one too many that is empty
// says nothing.
Error check_width(const Sheet& sheet, const CsvRow& row) {
  for (std::size_t i = sheet.width; i < row.cells.size(); ++i) {
    if (row.cells[i].empty()) continue;
    return bad_field("row", "has " + std::to_string(row.cells.size()) + " cells, its header " +
                                std::to_string(sheet.width));
  }
  return {};
}

Error read_row(const Sheet& sheet, const CsvRow& row, const ContactColumns& columns,
               Contact& contact) {
  if (Error error = check_width(sheet, row)) return error;
  const auto cell = [&row](std::size_t i) {
    return i < row.cells.size() ? unguarded(row.cells[i]) : std::string{};
  };
  for (const ContactHeader::Source& source : sheet.header.sources) {
    std::string text;
    for (const std::size_t each : source.columns) {
      if (text = cell(each); !trimmed(text).empty()) break;
    }
    if (!columns.company && source.field->member == &Contact::company) continue;
    if (Error error = set_contact_field(contact, *source.field, text, columns)) return error;
  }
  if (sheet.header.whole_name) {
    const WholeName name = split_name(cell(*sheet.header.whole_name));
    for (const auto& [member, text] :
         {std::pair(&Contact::first_name, name.first), std::pair(&Contact::last_name, name.last)}) {
      for (const ContactField& field : contact_fields) {
        if (field.member != member) continue;
        if (Error error = set_contact_field(contact, field, text, columns)) return error;
      }
    }
  }
  name_somehow(contact);
  return check_contact(contact);
}

// Of the tenant's contacts those that a row could be the same as: a tenant may have a hundred
// thousand, the file has few.
Known known_of(soci::session& sql, const std::string& tenant_id, const std::vector<Row>& rows) {
  std::set<std::string> emails;
  std::set<std::string> phones;
  for (const Row& each : rows) {
    if (!each.contact.email.empty()) emails.insert(small_letters(each.contact.email));
    if (!each.contact.phone.empty()) phones.insert(digits_of(each.contact.phone));
  }
  Known known;
  for_each_contact_key(sql, tenant_id, [&](const ContactKey& key) {
    if (emails.count(key.email) != 0 || phones.count(key.phone_digits) != 0) known.add(key);
  });
  return known;
}

Plan plan_import(soci::session& sql, const std::string& tenant_id, const Sheet& sheet,
                 Duplicates duplicates) {
  Plan outcome;
  outcome.columns = contact_columns(sql);
  outcome.error = check_columns(outcome.columns);
  if (outcome.error) return outcome;
  std::vector<Row> rows;
  for (const CsvRow& row : sheet.rows) {
    Row read{row.line, {}};
    if (Error error = read_row(sheet, row, outcome.columns, read.contact)) {
      outcome.errors.push_back({row.line, std::move(error)});
    } else {
      rows.push_back(std::move(read));
    }
  }
  Known known;
  if (duplicates != Duplicates::Create) known = known_of(sql, tenant_id, rows);
  for (Row& row : rows) {
    Contact& contact = row.contact;
    const auto [field, id] = known.find(contact);
    if (field != nullptr && duplicates == Duplicates::Refuse) {
      outcome.errors.push_back(
          {row.line, bad_field(field,
                               "is another contact's already: give duplicates=skip or "
                               "duplicates=create, or take the row out")});
      continue;
    }
    if (field != nullptr && duplicates == Duplicates::Skip) {
      outcome.skipped.push_back({row.line, *id});
      continue;
    }
    contact.id = new_id();
    if (duplicates != Duplicates::Create) known.add(contact);
    outcome.contacts.push_back(std::move(contact));
  }
  std::stable_sort(outcome.errors.begin(), outcome.errors.end(),
                   [](const RowError& a, const RowError& b) { return a.line < b.line; });
  return outcome;
}

Response refuse_rows(const Plan& outcome, std::size_t rows) {
  json told = json::array();
  for (const RowError& each : outcome.errors) {
    if (told.size() == errors_told) break;
    told.push_back({{"line", each.line},
                    {"field", each.error.field},
                    {"message", each.error.field + " " + each.error.message}});
  }
  return answer_json({{"error",
                       {{"code", "bad_rows"},
                        {"message", std::to_string(outcome.errors.size()) + " of " +
                                        std::to_string(rows) + " rows can't be taken, so none was"},
                        {"rows", std::move(told)}}}},
                     http::status::unprocessable_entity);
}

void write_import(const ApiContext& context, const ApiCall& call, Plan made, const json& ignored) {
  const auto plan = std::make_shared<const Plan>(std::move(made));
  context.database.run<bool>(
      task_owner(call.who),
      [tenant = call.who.tenant_id, plan](soci::session& sql) {
        insert_contacts(sql, plan->columns, tenant, plan->contacts);
        return true;
      },
      [call, plan, ignored](std::optional<bool> written) {
        if (!written) return call.reply(unavailable());
        json skipped = json::array();
        for (const Skipped& each : plan->skipped) {
          skipped.push_back({{"line", each.line}, {"contactId", each.contact_id}});
        }
        const std::size_t created = plan->contacts.size();
        log(Level::Info, "contacts_imported",
            {{"tenant", call.who.tenant_id},
             {"user", call.who.user_id},
             {"created", std::to_string(created)}});
        call.reply(answer_json(
            {{"created", created}, {"skipped", std::move(skipped)}, {"ignoredColumns", ignored}}));
      });
}

}  // namespace

void import_contacts(const ApiContext& context, const ApiCall& call) {
  if (auto refusal = refuse_type(call.request, {"text/csv"})) {
    return call.reply(std::move(*refusal));
  }
  Parameters parameters(call.query);
  const std::string wish = parameters.one_of("duplicates", {"refuse", "skip", "create"});
  if (parameters.error()) return call.reply(answer_error(parameters.error()));
  auto sheet = read_sheet(call.request.body());
  if (!sheet) return call.reply(answer_error(sheet.error));
  const Duplicates duplicates = wish == "skip"     ? Duplicates::Skip
                                : wish == "create" ? Duplicates::Create
                                                   : Duplicates::Refuse;
  const std::size_t rows = sheet->rows.size();
  json ignored = sheet->header.ignored;
  // Who is there already is looked up by a reader, so that the writer, for whom calls wait, only
  // writes. Another import of this tenant waits for this one; a contact made by hand meanwhile may
  // turn out to be there twice.
  context.database.read<Plan>(
      Reading::Reports, task_owner(call.who),
      [tenant = call.who.tenant_id, sheet = std::move(*sheet), duplicates](soci::session& sql) {
        return plan_import(sql, tenant, sheet, duplicates);
      },
      [&context, call, rows, ignored = std::move(ignored)](std::optional<Plan> plan) {
        if (!plan) return call.reply(unavailable());
        if (plan->error) return call.reply(answer_error(plan->error));
        if (!plan->errors.empty()) return call.reply(refuse_rows(*plan, rows));
        write_import(context, call, std::move(*plan), ignored);
      });
}

}  // namespace ringline::server_app
