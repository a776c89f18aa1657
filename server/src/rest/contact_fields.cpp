#include "rest/contact_fields.hpp"

#include <utility>

#include "rest/phone_text.hpp"
#include "rest/texts.hpp"
#include "store/like.hpp"

namespace ringline::server_app {
namespace {

std::string plain(const std::string& name) {
  std::string only;
  for (const char c : small_letters(name)) {
    if (c != ' ' && c != '_' && c != '-') only += c;
  }
  return only;
}

// What shows as nothing and changes how the rest is shown: marks and overrides of the direction, blanks
// without width, separators of lines. Not the joiners, which Bangla is written with.
bool is_deceptive(char32_t c) {
  return c == 0x00AD || c == 0x061C || c == 0x200B || c == 0x200E || c == 0x200F ||
         (c >= 0x2028 && c <= 0x202E) || (c >= 0x2060 && c <= 0x206F) || c == 0xFEFF ||
         (c >= 0xFFF9 && c <= 0xFFFB) || (c >= 0xE0000 && c <= 0xE007F);
}

// Of UTF-8 that was checked.
bool deceives(const std::string& text) {
  for (std::size_t i = 0; i < text.size();) {
    const auto first = static_cast<unsigned char>(text[i]);
    const std::size_t size = first < 0x80 ? 1 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
    char32_t c = size == 1 ? first : first & (0x7FU >> size);
    for (std::size_t k = 1; k < size; ++k) {
      c = c << 6U | (static_cast<unsigned char>(text[i + k]) & 0x3FU);
    }
    if (is_deceptive(c)) return true;
    i += size;
  }
  return false;
}

Error check_email(const ContactField& field, const std::string& text) {
  const std::size_t at = text.find('@');
  const bool whole = at != std::string::npos && at > 0 && at + 1 < text.size() &&
                     text.find('@', at + 1) == std::string::npos &&
                     text.find_first_of(" ?&<>\"\\,;") == std::string::npos;
  if (whole) return {};
  return bad_field(field.name, "is no address such as name@example.com");
}

Error check_phone(const ContactField& field, const std::string& text) {
  std::string problem = problem_of_number(text);
  return problem.empty() ? Error{} : bad_field(field.name, std::move(problem));
}

}  // namespace

const ContactField* find_contact_field(const std::string& name) {
  for (const ContactField& each : contact_fields) {
    if (plain(each.name) == plain(name)) return &each;
  }
  return nullptr;
}

Error set_contact_field(Contact& contact, const ContactField& field, const std::string& text,
                        const ContactColumns& columns) {
  const std::string value = field.member == &Contact::phone ? plain_number(text) : trimmed(text);
  if (Error error = check_words(field.name, value, field.most)) return error;
  if (deceives(value)) {
    return bad_field(field.name,
                     "has an invisible character, such as one that turns the direction");
  }
  if (!value.empty()) {
    if (field.member == &Contact::email) {
      if (Error error = check_email(field, value)) return error;
    } else if (field.member == &Contact::phone) {
      if (Error error = check_phone(field, value)) return error;
    } else if (field.member == &Contact::company && !columns.company) {
      return bad_field(field.name, "can't be kept: the table of contacts has no such column");
    }
  }
  contact.*field.member = value;
  return {};
}

Error set_contact_fields(Contact& contact, const nlohmann::json& body,
                         const ContactColumns& columns) {
  for (const auto& [name, value] : body.items()) {
    const ContactField* field = nullptr;
    for (const ContactField& each : contact_fields) {
      if (name == each.name) field = &each;
    }
    if (field == nullptr) {
      const bool short_name = !check_text("", name, limit::id_bytes);
      return bad_field(short_name ? name : "body", "is no field of a contact that can be set");
    }
    if (!value.is_string() && !value.is_null()) {
      return bad_field(field->name, "must be a text or null");
    }
    const std::string text = value.is_null() ? std::string{} : value.get<std::string>();
    if (Error error = set_contact_field(contact, *field, text, columns)) return error;
  }
  return {};
}

Error check_columns(const ContactColumns& columns) {
  if (columns.unknown.empty()) return {};
  return bad_field(columns.unknown,
                   "must be given in this table of contacts, and the gateway doesn't know it: make "
                   "contacts where the table is from");
}

void name_somehow(Contact& contact) {
  if (contact.first_name.empty()) contact.first_name = std::exchange(contact.last_name, {});
  if (contact.first_name.empty() && contact.company.size() <= contact_fields[0].most) {
    contact.first_name = contact.company;
  }
}

Error check_contact(const Contact& contact) {
  return contact.first_name.empty() ? bad_field("firstName", "is missing") : Error{};
}

}  // namespace ringline::server_app
