#include "rest/contact_headers.hpp"

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <string_view>
#include <utility>

#include "rest/texts.hpp"

namespace ringline::server_app {
namespace {

// Letters and digits alone, small: "E-mail 1 - Value" is "email1value".
std::string plain(const std::string& name) {
  std::string only;
  for (const char c : small_letters(name)) {
    if (std::string_view(" _-.:/()'\"").find(c) == std::string_view::npos) only += c;
  }
  return only;
}

struct Alias {
  const char* field;
  const char* name;  // as plain() gives it
};
// Of a field the best one first: what people answer, before what may be a reception or a fax. Google
// (2024 and before), Outlook for Windows and the web, Apple's Numbers and exporters, HubSpot,
// Salesforce, Zoho, and what people write by hand.
constexpr Alias aliases[] = {
    {"firstName", "firstname"},
    {"firstName", "givenname"},
    {"firstName", "first"},
    {"firstName", "forename"},
    {"firstName", "contactfirstname"},
    {"lastName", "lastname"},
    {"lastName", "familyname"},
    {"lastName", "surname"},
    {"lastName", "last"},
    {"lastName", "contactlastname"},
    {"email", "email"},
    {"email", "emailaddress"},
    {"email", "email1value"},
    {"email", "emailaddress1"},
    {"email", "email1"},
    {"email", "mail"},
    {"email", "workemail"},
    {"email", "homeemail"},
    {"email", "email2value"},
    {"email", "email2address"},
    {"email", "secondaryemail"},
    {"phone", "phone"},
    {"phone", "mobilephone"},
    {"phone", "mobilephonenumber"},
    {"phone", "mobile"},
    {"phone", "mobilenumber"},
    {"phone", "cellphone"},
    {"phone", "phonenumber"},
    {"phone", "phone1value"},
    {"phone", "phone1"},
    {"phone", "telephone"},
    {"phone", "telephonenumber"},
    {"phone", "tel"},
    {"phone", "primaryphone"},
    {"phone", "businessphone"},
    {"phone", "workphone"},
    {"phone", "homephone"},
    {"phone", "otherphone"},
    {"phone", "companymainphone"},
    {"phone", "phone2value"},
    {"phone", "businessphone2"},
    {"phone", "homephone2"},
    {"company", "company"},
    {"company", "companyname"},
    {"company", "organizationname"},
    {"company", "organization1name"},
    {"company", "organization"},
    {"company", "organisation"},
    {"company", "accountname"},
    {"company", "associatedcompany"},
};

constexpr const char* whole_names[] = {"name", "fullname", "displayname", "contactname"};

const ContactField* field_named(std::string_view name) {
  const auto found = std::find_if(std::begin(contact_fields), std::end(contact_fields),
                                  [name](const ContactField& each) { return each.name == name; });
  return found == std::end(contact_fields) ? nullptr : found;
}

}  // namespace

ContactHeader read_contact_header(const std::vector<std::string>& names) {
  ContactHeader header;
  std::vector<std::string> plain_names;
  std::vector<char> taken(names.size(), 0);
  for (const std::string& each : names) plain_names.push_back(plain(each));
  for (const ContactField& field : contact_fields) {
    ContactHeader::Source source{&field, {}};
    for (const Alias& alias : aliases) {
      if (field_named(alias.field) != &field) continue;
      for (std::size_t i = 0; i < names.size(); ++i) {
        if (plain_names[i] != alias.name || taken[i] != 0) continue;
        source.columns.push_back(i);
        taken[i] = 1;
      }
    }
    if (!source.columns.empty()) header.sources.push_back(std::move(source));
  }
  const bool has_name =
      std::any_of(header.sources.begin(), header.sources.end(), [](const auto& each) {
        return each.field->member == &Contact::first_name ||
               each.field->member == &Contact::last_name;
      });
  for (std::size_t i = 0; i < names.size() && !has_name && !header.whole_name; ++i) {
    const bool is_whole = std::any_of(std::begin(whole_names), std::end(whole_names),
                                      [&](const char* each) { return plain_names[i] == each; });
    if (!is_whole) continue;
    header.whole_name = i;
    taken[i] = 1;
  }
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (taken[i] == 0) header.ignored.push_back(names[i]);
  }
  return header;
}

WholeName split_name(const std::string& whole) {
  const std::string name = trimmed(whole);
  const std::size_t blank = name.find_last_of(" \t");
  if (blank == std::string::npos) return {name, {}};
  return {trimmed(name.substr(0, blank)), name.substr(blank + 1)};
}

}  // namespace ringline::server_app
