// What a contact may be: one table, for JSON bodies and for the columns of a CSV file.
#pragma once

#include <cstddef>
#include <nlohmann/json.hpp>
#include <string>

#include "ringline/error.hpp"
#include "ringline/limits.hpp"
#include "store/contacts.hpp"

namespace ringline::server_app {

struct ContactField {
  const char* name;
  std::string Contact::*member;
  std::size_t most;  // characters
};

// Together the two names are no longer than a name may be in a call.
inline constexpr ContactField contact_fields[] = {
    {"firstName", &Contact::first_name, limit::name_characters / 2},
    {"lastName", &Contact::last_name, limit::name_characters / 2 - 1},
    {"email", &Contact::email, 254},
    {"phone", &Contact::phone, limit::phone_characters},
    {"company", &Contact::company, limit::name_characters}};

// The field of this name, however a spreadsheet writes it ("First name", "first_name"), or nullptr.
[[nodiscard]] const ContactField* find_contact_field(const std::string& name);

// Puts a text into its field, without the blanks around it; an Error says what is wrong with it.
Error set_contact_field(Contact& contact, const ContactField& field, const std::string& text,
                        const ContactColumns& columns);

// Puts all members of a body into a contact. null empties a field; one that isn't known is refused,
// because a change that was misspelt must not look like one that was made.
Error set_contact_fields(Contact& contact, const nlohmann::json& body,
                         const ContactColumns& columns);

// A company without a person, or somebody of whom only the last name is known, is called by that.
void name_somehow(Contact& contact);

// What it can't be without.
Error check_contact(const Contact& contact);

// Whether a contact can be made in this table at all.
Error check_columns(const ContactColumns& columns);

}  // namespace ringline::server_app
