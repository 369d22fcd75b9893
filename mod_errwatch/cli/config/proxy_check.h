// Proxies that httpd takes for the client of everybody who comes through them, and clients that it takes for
// proxies.
#pragma once

#include <vector>

#include "cli/config/check.h"

namespace errwatch::cli {

// Where only programs of this machine can connect, one of them brings everybody's requests; proxies that
// are trusted while nothing says for whom they ask; and where anybody may say it.
std::vector<Finding> CheckProxies(const Configuration& configuration);

}  // namespace errwatch::cli
