#include "ringline/exchange.hpp"

namespace ringline {

// Staff are called by their user id, customers by the contact that they are for the staff.
Party Identity::party() const {
  return {tenant_id, role, role == Role::PortalCustomer ? contact_id : user_id};
}

bool CallRecord::is_open() const noexcept {
  return status == CallStatus::Initiated || status == CallStatus::Ringing ||
         status == CallStatus::Answered;
}

}  // namespace ringline
