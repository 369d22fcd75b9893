// A proxy that httpd takes for the client of everybody who comes through it.
#pragma once

#include <vector>

#include "cli/config/check.h"

namespace errwatch::cli {

// Where only programs of this machine can connect, one of them brings everybody's requests; and proxies that
// are trusted while nothing says for whom they ask.
std::vector<Finding> CheckProxies(const Configuration& configuration);

}  // namespace errwatch::cli
