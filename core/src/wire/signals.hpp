// webrtc:offer, webrtc:answer, webrtc:ice-candidate: one struct, three events, both directions.
#pragma once

#include <variant>

#include "wire/alternatives.hpp"
#include "wire/parts.hpp"

namespace ringline::wire {

namespace name_lists {
inline constexpr const char* offer_only[] = {"offer", nullptr};
inline constexpr const char* answer_only[] = {nullptr, "answer"};
}  // namespace name_lists

inline constexpr Names offer_only = names<DescriptionType::Answer>(name_lists::offer_only);
inline constexpr Names answer_only = names<DescriptionType::Answer>(name_lists::answer_only);

inline constexpr Field offer_rows[] = {
    field<&Description::type>("type", Presence::Required, offer_only), description_rows[1]};
inline constexpr Field answer_rows[] = {
    field<&Description::type>("type", Presence::Required, answer_only), description_rows[1]};
inline constexpr Fields offer = fields(offer_rows);
inline constexpr Fields answer = fields(answer_rows);

template <class Body>
[[nodiscard]] constexpr Field body_field(const char* name, Presence presence,
                                         const Fields& fields) {
  return {
      name,
      Kind::Object,
      presence,
      Detail(fields),
      [](const void* signal) -> const void* {
        return std::get_if<Body>(&static_cast<const Signal*>(signal)->body);
      },
      [](void* signal) -> void* { return &static_cast<Signal*>(signal)->body.emplace<Body>(); }};
}

inline constexpr Field call_id_row =
    field<&Signal::call_id>("callId", Presence::Required, ranges::id);
inline constexpr Field seq_row = field<&Signal::seq>("seq", Presence::Brief, ranges::counter);
inline constexpr Field generation_row =
    field<&Signal::generation>("generation", Presence::Brief, ranges::counter);

inline constexpr Field signal_offer_rows[] = {
    call_id_row, body_field<Description>("offer", Presence::Required, offer), seq_row,
    generation_row};
inline constexpr Field signal_answer_rows[] = {
    call_id_row, body_field<Description>("answer", Presence::Required, answer), seq_row,
    generation_row};
// `candidate: null` is what old clients send at the end of the candidates.
inline constexpr Field signal_candidate_rows[] = {
    call_id_row, body_field<Candidate>("candidate", Presence::Nullable, candidate), seq_row,
    generation_row};

template <class Variant>
[[nodiscard]] constexpr Alternative description_alternative(const char* name, Fields fields,
                                                            const void* (*get)(const void*)) {
  Alternative row = alternative<Variant, Signal>(name, fields);
  row.get = get;
  return row;
}

template <class Variant, DescriptionType Type>
const void* get_description(const void* variant) {
  const auto* signal = std::get_if<Signal>(static_cast<const Variant*>(variant));
  const auto* its = signal == nullptr ? nullptr : std::get_if<Description>(&signal->body);
  return its != nullptr && its->type == Type ? signal : nullptr;
}

template <class Variant>
[[nodiscard]] constexpr Alternative offer_alternative() {
  return description_alternative<Variant>("webrtc:offer", fields(signal_offer_rows),
                                          &get_description<Variant, DescriptionType::Offer>);
}
template <class Variant>
[[nodiscard]] constexpr Alternative answer_alternative() {
  return description_alternative<Variant>("webrtc:answer", fields(signal_answer_rows),
                                          &get_description<Variant, DescriptionType::Answer>);
}
template <class Variant>
[[nodiscard]] constexpr Alternative candidate_alternative() {
  return {"webrtc:ice-candidate", fields(signal_candidate_rows),
          [](const void* variant) -> const void* {
            const auto* signal = std::get_if<Signal>(static_cast<const Variant*>(variant));
            return signal != nullptr && std::holds_alternative<Candidate>(signal->body) ? signal
                                                                                        : nullptr;
          },
          [](void* variant) -> void* {
            Signal& signal = static_cast<Variant*>(variant)->template emplace<Signal>();
            signal.body = Candidate{};  // stays where the field is null
            return &signal;
          }};
}

}  // namespace ringline::wire
