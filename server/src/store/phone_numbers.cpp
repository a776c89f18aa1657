#include "store/phone_numbers.hpp"

#include <phonenumbers/phonenumberutil.h>
#include <unicode/uloc.h>
#include <unicode/ustring.h>

#include <algorithm>
#include <iterator>
#include <map>
#include <set>

namespace ringline::server_app {
namespace {

namespace phone = i18n::phonenumbers;

constexpr const char* unknown_country = "ZZ";
constexpr std::size_t longest_tail = 7;

std::string lower_case(std::string text) {
  for (char& c : text) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return text;
}

const phone::PhoneNumberUtil& util() { return *phone::PhoneNumberUtil::GetInstance(); }

}  // namespace

bool is_country(const std::string& country) { return util().GetCountryCodeForRegion(country) != 0; }

std::optional<std::string> country_named(const std::string& text) {
  // Of ICU, which libphonenumber is made with.
  static const std::map<std::string, std::string> codes = [] {
    std::map<std::string, std::string> all{{"uk", "GB"}};
    std::set<std::string> regions;
    util().GetSupportedRegions(&regions);
    for (const std::string& code : regions) {
      const std::string locale = "_" + code;
      UErrorCode error = U_ZERO_ERROR;
      UChar name[128];
      char utf8[384];
      const auto length =
          uloc_getDisplayCountry(locale.c_str(), "en", name, std::size(name), &error);
      u_strToUTF8(utf8, std::size(utf8), nullptr, name, length, &error);
      if (U_SUCCESS(error)) all.emplace(lower_case(utf8), code);
      all.emplace(lower_case(uloc_getISO3Country(locale.c_str())), code);
      all.emplace(lower_case(code), code);
    }
    return all;
  }();
  const std::size_t begin = text.find_first_not_of(" \t\r\n");
  if (begin == std::string::npos) return std::nullopt;
  const std::size_t end = text.find_last_not_of(" \t\r\n") + 1;
  const auto found = codes.find(lower_case(text.substr(begin, end - begin)));
  if (found == codes.end()) return std::nullopt;
  return found->second;
}

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
