// Characters as a person counts them, in UTF-8 of any script. Limits on texts for people are in these: in
// bytes a Bangla name would have a third of the room of an English one.
//
// A character is a letter with its marks, a conjunct of consonants, an emoji with its skin tone and its
// joined parts, a flag: UAX #29's grapheme cluster, but for a few scripts whose conjuncts are counted by
// their consonants.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace ringline {

[[nodiscard]] std::size_t count_characters(std::string_view text) noexcept;

// Shortens a well-formed text to its first `most` characters, and where these heap up marks to as many as
// limit::bytes_per_character bytes for each of the `most` hold.
void cut_characters(std::string& text, std::size_t most);

// Every decimal digit of Unicode (general category Nd), such as those of Bangla and Arabic, becomes one
// of 0 to 9.
void make_digits_ascii(std::string& text);

}  // namespace ringline
