// The files that logrotate makes of one.
#pragma once

#include <string>
#include <vector>

namespace errwatch::cli {

// Those that lie beside the log: "events.log.1", "events.log-20261128.gz"; itself first. Of one that is not
// there nothing.
std::vector<std::string> WithRotated(const std::string& file);
std::vector<std::string> WithRotated(const std::vector<std::string>& files);

}  // namespace errwatch::cli
