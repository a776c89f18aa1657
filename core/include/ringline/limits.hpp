// Everything has a limit. A test stands at each of them: the value at the limit is taken, one more
// is refused with an error that names it.
#pragma once

#include <cstddef>

namespace ringline::limit {

inline constexpr std::size_t frame_bytes = 65'536;     // one Engine.IO packet, either way
inline constexpr std::size_t payload_packets = 4'096;  // in one HTTP long-polling body
inline constexpr std::size_t sdp_bytes = 32'768;       // an audio-only SDP is 1.5 to 6 kB
inline constexpr std::size_t candidate_bytes = 1'024;
inline constexpr std::size_t ufrag_bytes = 256;       // RFC 8839: an ICE user name fragment
inline constexpr std::size_t memory_bytes = 32'768;   // what a page leaves to the next
inline constexpr std::size_t channel_bytes = 1'024;   // one message from phone to phone
inline constexpr std::size_t channel_messages = 32;   // of these, in a second of one call
inline constexpr std::size_t id_bytes = 64;           // any id, ours or the database's
inline constexpr std::size_t token_bytes = 8'192;     // a JWT
inline constexpr std::size_t credential_bytes = 500;  // a relay's user name or password
inline constexpr std::size_t url_bytes = 300;
inline constexpr std::size_t namespace_bytes = 64;

// Texts for people are counted in characters (ringline/characters.hpp). A longer one is cut, for no call
// depends on a label; only a number that is to be dialed is refused.
inline constexpr std::size_t name_characters = 200;  // a person's name
inline constexpr std::size_t phone_characters =
    64;  // a telephone number as typed, or what stands for one
inline constexpr std::size_t text_characters = 500;    // a message meant for a person
inline constexpr std::size_t bytes_per_character = 8;  // on average; more are heaped up marks

inline constexpr std::size_t json_depth = 16;
inline constexpr std::size_t json_values = 2'048;

inline constexpr std::size_t features = 64;  // that a peer may announce
inline constexpr std::size_t ice_servers = 16;
inline constexpr std::size_t urls_per_ice_server = 8;
inline constexpr std::size_t candidates_kept = 64;  // that arrive before they can be applied
inline constexpr std::size_t signals_kept = 96;     // sent ones, to repeat after a resume
inline constexpr std::size_t calls_per_phone = 8;
inline constexpr std::size_t rivals_kept = 4;   // calls of the one who is being dialed
inline constexpr std::size_t relays_kept = 16;  // more than calls: they come before their call does
inline constexpr std::size_t acks_in_flight = 64;
inline constexpr std::size_t frames_queued = 128;  // by a client whose link is down

inline constexpr std::size_t sessions_per_party = 16;
inline constexpr std::size_t events_queued_per_call = 128;
inline constexpr std::size_t outages_per_call = 8;         // whose times are kept; all are counted
inline constexpr std::size_t contacts_per_presence = 256;  // in one presence:changed
inline constexpr std::size_t contacts_per_snapshot = 1'024;  // told to who connects
inline constexpr std::size_t store_retries = 8;              // after a compare-and-set conflict

}  // namespace ringline::limit
