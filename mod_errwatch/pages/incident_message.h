// An incident as the line that the module writes into the error log.
#pragma once

#include <string>

#include "pages/snapshot.h"

namespace errwatch {

// With its EW number (docs/messages.md); empty for kinds that only have events. Texts are as a client sent
// them: whoever writes the line escapes it, as httpd does.
std::string IncidentMessage(const IncidentRow& incident);

}  // namespace errwatch
