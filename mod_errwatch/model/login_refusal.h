// What httpd's own numbers say of a log-in that failed: whether there is such a user, and whether a password
// was tried at all.
#pragma once

#include <algorithm>
#include <array>

#include "model/log_id.h"

namespace errwatch {

// No user of this name in the file, the realm, the form's provider: no password can be right.
constexpr bool IsUnknownUser(LogId id) { return id == 1618 || id == 1790 || id == 1808; }

// A form of httpd's own: what was tried stood in the body.
constexpr bool IsFormLogIn(LogId id) { return id == 1807 || id == 1808; }

// Refused before a password was looked at (another scheme, a header of digest authentication that does not
// belong to this server or request, nobody at all), or after it was found to be right (an old nonce, a user
// who is not in the group). What is refused again is refused for the same reason, and teaches a guesser
// nothing.
constexpr bool TriesNoPassword(LogId id) {
  constexpr std::array<LogId, 29> kIds = {573,  1614, 1629, 1631, 1633, 1634, 1636, 1637, 1663, 1666,
                                          1667, 1772, 1773, 1774, 1775, 1776, 1777, 1781, 1782, 1783,
                                          1785, 1786, 1787, 1788, 1789, 1793, 1800, 1801, 10560};
  return std::ranges::find(kIds, id) != kIds.end();
}

}  // namespace errwatch
