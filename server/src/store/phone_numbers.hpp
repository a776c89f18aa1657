// Telephone numbers as people write them, brought into one form (E.164, as in +8801711000001) by
// libphonenumber.
#pragma once

#include <optional>
#include <string>

namespace ringline::server_app {

// Whether it names a country whose numbers are known, as in BD.
bool is_country(const std::string& country);

// The country that somebody wrote, as in BD: its code in any case and with blanks around it, its code
// of three letters (BGD), or its name in English (Bangladesh). Nothing where it is none.
std::optional<std::string> country_named(const std::string& text);

struct PhoneNumber {
  std::string e164;
  std::string tail;  // digits that every way of writing it contains, one after the other
};

// Nothing where it can be no number. Without a `country` it must begin with + and a country code.
std::optional<PhoneNumber> read_phone_number(const std::string& text, const std::string& country);

}  // namespace ringline::server_app
