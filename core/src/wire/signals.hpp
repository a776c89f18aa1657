// webrtc:offer, webrtc:answer, webrtc:ice-candidate: one struct, three events, both directions.
#pragma once

#include <algorithm>
#include <cstddef>
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
    WIRE_FIELD(Description, type, "type", Presence::Required, offer_only), description_rows[1]};
inline constexpr Field answer_rows[] = {
    WIRE_FIELD(Description, type, "type", Presence::Required, answer_only), description_rows[1]};
inline constexpr Fields offer = fields(offer_rows);
inline constexpr Fields answer = fields(answer_rows);

template <class Body>
inline constexpr Access body_access{
    [](const void* body) -> const void* {
      return std::get_if<Body>(static_cast<const decltype(Signal::body)*>(body));
    },
    [](void* body) -> void* {
      return &static_cast<decltype(Signal::body)*>(body)->emplace<Body>();
    }};

template <class Body>
[[nodiscard]] constexpr Field body_field(const char* name, Presence presence,
                                         const Fields& fields) {
  return {name, offsetof(Signal, body), Kind::Object, presence, Detail(fields), &body_access<Body>};
}

inline constexpr Field call_id_row =
    WIRE_FIELD(Signal, call_id, "callId", Presence::Required, ranges::id);
inline constexpr Field seq_row = WIRE_FIELD(Signal, seq, "seq", Presence::Brief, ranges::counter);
inline constexpr Field generation_row =
    WIRE_FIELD(Signal, generation, "generation", Presence::Brief, ranges::counter);
inline constexpr Field seen_row =
    WIRE_FIELD(Signal, seen, "seen", Presence::Brief, ranges::counter);

inline constexpr Field signal_offer_rows[] = {
    call_id_row, body_field<Description>("offer", Presence::Required, offer), seq_row,
    generation_row, seen_row};
inline constexpr Field signal_answer_rows[] = {
    call_id_row, body_field<Description>("answer", Presence::Required, answer), seq_row,
    generation_row, seen_row};
// `candidate: null` is what old clients send at the end of the candidates.
inline constexpr Field signal_candidate_rows[] = {
    call_id_row, body_field<Candidate>("candidate", Presence::Nullable, candidate), seq_row,
    generation_row, seen_row};

// Where it says nothing it is 0, which is said, too.
inline constexpr Field seen_rows[] = {
    WIRE_FIELD(Seen, call_id, "callId", Presence::Required, ranges::id),
    WIRE_FIELD(Seen, seen, "seen", Presence::Required, ranges::counter)};

inline constexpr Field side_rows[] = {
    WIRE_FIELD(SideState, call_id, "callId", Presence::Required, ranges::id),
    WIRE_FIELD(SideState, seq, "seq", Presence::Required, ranges::counter),
    WIRE_FIELD(SideState, muted, "muted", Presence::Brief),
    WIRE_FIELD(SideState, held, "held", Presence::Brief),
    WIRE_FIELD(SideState, lost, "lost", Presence::Brief),
    WIRE_FIELD(SideState, generation, "generation", Presence::Brief, ranges::counter),
    WIRE_FIELD(SideState, microphone, "microphone", Presence::Brief)};

// The rows of a direction's messages: one for each alternative, but three for Signal, the last.
template <class Variant, class... T>
[[nodiscard]] constexpr std::array<Row, sizeof...(T) + 3> message_table(RowOf<T>... rows) {
  static_assert(std::is_same_v<Variant, std::variant<T..., Signal>>);
  return {Row{rows.name, rows.fields}..., Row{"webrtc:offer", fields(signal_offer_rows)},
          Row{"webrtc:answer", fields(signal_answer_rows)},
          Row{"webrtc:ice-candidate", fields(signal_candidate_rows)}};
}

template <class Variant>
void* make_message(void* message, std::size_t place) {
  return make_alternative(*static_cast<Variant*>(message),
                          std::min(place, std::variant_size_v<Variant> - 1));
}

// Which of the three it is.
[[nodiscard]] inline std::size_t place_among_signals(const Signal& signal) {
  const auto* its = std::get_if<Description>(&signal.body);
  if (its == nullptr) return 2;
  return its->type == DescriptionType::Offer ? 0 : 1;
}

template <class Variant>
[[nodiscard]] std::size_t place_of(const Variant& message) {
  const auto* signal = std::get_if<Signal>(&message);
  return message.index() + (signal == nullptr ? 0 : place_among_signals(*signal));
}

}  // namespace ringline::wire
