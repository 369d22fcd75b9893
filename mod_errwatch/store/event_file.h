// Opens the file of an event log: what store/checked_path.h and event_place.h let pass, for appending.
#pragma once

#include <string>

#include "base/result.h"
#include "store/descriptor.h"
#include "store/event_place.h"

namespace errwatch::store {

// A file is empty or begins with an event; FIFOs, devices and the streams of whoever started httpd
// (/dev/stdout) may be anything, and are written without waiting. A new file has mode 0640 where the place
// names none; group and mode that it names are given by descriptor, to a file that is there already as well.
// `warning`: what whoever runs the server should know of a log that works. REQUIRES: the place is a file.
Result<Descriptor> OpenEventFile(const EventPlace& place, std::string* warning);

}  // namespace errwatch::store
