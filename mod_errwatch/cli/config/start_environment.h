// What Debian's start script tells httpd before it reads its configuration: APACHE_LOG_DIR and the like.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace errwatch::cli {

// The plain assignments of an `envvars` file: "export NAME=value", without the $SUFFIX of a second instance.
// What a shell would have to work out is left out.
std::vector<std::pair<std::string, std::string>> AssignmentsOf(std::string_view envvars);

// Those of the file beside `config` go into this process's environment, where nothing has the name yet.
void TakeOverEnvironment(const std::string& config);

}  // namespace errwatch::cli
