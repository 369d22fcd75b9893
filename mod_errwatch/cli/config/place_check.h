// The files and programs that a configuration names, as far as this user may look (store/places.h).
#pragma once

#include <vector>

#include "cli/config/check.h"

namespace errwatch::cli {

// Errors are what httpd would refuse to start for; notes, what could not be looked at, and why.
std::vector<Finding> CheckPlaces(const Configuration& configuration);

// Why the place of a name that a line has is not known here; null where it is.
const char* WhyUnknown(const Configuration& configuration, const std::string& name);

}  // namespace errwatch::cli
