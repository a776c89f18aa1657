// The structs that occur within messages, inputs and outputs alike.
#pragma once

#include "ringline/messages.hpp"
#include "wire/field.hpp"
#include "wire/ranges.hpp"

namespace ringline::wire {

inline constexpr Field url_element = element(ranges::url);
inline constexpr List urls =
    list_of<std::string>(ranges::one_to(limit::urls_per_ice_server), url_element);
inline constexpr Field ice_server_rows[] = {
    WIRE_FIELD(IceServer, urls, "urls", Presence::Required, urls),
    WIRE_FIELD(IceServer, username, "username", Presence::Brief, ranges::credential),
    WIRE_FIELD(IceServer, credential, "credential", Presence::Brief, ranges::credential)};
inline constexpr Fields ice_server = fields(ice_server_rows);
inline constexpr Field ice_server_element = element(ice_server);
inline constexpr List ice_servers =
    list_of<IceServer>(ranges::up_to(limit::ice_servers), ice_server_element);

inline constexpr Field feature_element = element(names_of<Feature>);
inline constexpr List features = list_of<Feature>(ranges::up_to(limit::features), feature_element);

inline constexpr Field contact_presence_rows[] = {
    WIRE_FIELD(ContactPresence, contact_id, "contactId", Presence::Required, ranges::id),
    WIRE_FIELD(ContactPresence, reachable, "reachable", Presence::Written)};
inline constexpr Fields contact_presence = fields(contact_presence_rows);
inline constexpr Field contact_presence_element = element(contact_presence);
inline constexpr List contact_presences =
    list_of<ContactPresence>(ranges::up_to(limit::contacts_per_presence), contact_presence_element);

inline constexpr Field description_rows[] = {
    WIRE_FIELD(Description, type, "type", Presence::Required),
    WIRE_FIELD(Description, sdp, "sdp", Presence::Required, ranges::sdp)};
inline constexpr Fields description = fields(description_rows);

inline constexpr Field candidate_rows[] = {
    WIRE_FIELD(Candidate, candidate, "candidate", Presence::Written, ranges::candidate),
    WIRE_FIELD(Candidate, sdp_mid, "sdpMid", Presence::IfSet, ranges::optional_id),
    WIRE_FIELD(Candidate, sdp_m_line_index, "sdpMLineIndex", Presence::IfSet, ranges::m_line_index),
    WIRE_FIELD(Candidate, username_fragment, "usernameFragment", Presence::IfSet, ranges::ufrag)};
inline constexpr Fields candidate = fields(candidate_rows);

inline constexpr Field auth_rows[] = {
    WIRE_FIELD(Auth, token, "token", Presence::Brief, ranges::token),
    WIRE_FIELD(Auth, user_id, "userId", Presence::Brief, ranges::optional_id),
    WIRE_FIELD(Auth, tenant_id, "tenantId", Presence::Brief, ranges::optional_id),
    WIRE_FIELD(Auth, role, "role", Presence::IfSet),
    WIRE_FIELD(Auth, contact_id, "contactId", Presence::Brief, ranges::optional_id),
    WIRE_FIELD(Auth, protocol, "protocol", Presence::Brief, ranges::protocol),
    WIRE_FIELD(Auth, resume_token, "resumeToken", Presence::Brief, ranges::token),
    WIRE_FIELD(Auth, features, "features", Presence::Brief, features)};
inline constexpr Fields auth = fields(auth_rows);

}  // namespace ringline::wire
