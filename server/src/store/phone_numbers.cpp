#include "store/phone_numbers.hpp"

#include <phonenumbers/phonenumberutil.h>

#include <algorithm>

namespace ringline::server_app {
namespace {

namespace phone = i18n::phonenumbers;

constexpr const char* unknown_country = "ZZ";
constexpr std::size_t longest_tail = 7;

const phone::PhoneNumberUtil& util() { return *phone::PhoneNumberUtil::GetInstance(); }

}  // namespace

bool is_country(const std::string& country) { return util().GetCountryCodeForRegion(country) != 0; }

std::optional<PhoneNumber> read_phone_number(const std::string& text, const std::string& country) {
  phone::PhoneNumber parsed;
  const auto error = util().Parse(text, country.empty() ? unknown_country : country, &parsed);
  // Possible is enough: which ranges are in use changes faster than the library.
  if (error != phone::PhoneNumberUtil::NO_PARSING_ERROR || !util().IsPossibleNumber(parsed)) {
    return std::nullopt;
  }
  PhoneNumber number;
  util().Format(parsed, phone::PhoneNumberUtil::E164, &number.e164);
  std::string national;
  util().GetNationalSignificantNumber(parsed, &national);
  number.tail = national.substr(national.size() - std::min(national.size(), longest_tail));
  return number;
}

}  // namespace ringline::server_app
