// What the configuration of a running server says of models and of attacks that many share: what shared
// memory does not hold, and the status page knows.
#pragma once

#include <string>
#include <vector>

#include "cli/config/config_reader.h"
#include "pages/snapshot.h"
#include "store/segment.h"

namespace errwatch::cli {

// As the page's, of the files as they are now: httpd reads them when it (re)starts.
std::vector<ModelRow> ModelRowsOf(const Configuration& configuration, const store::SegmentReader& segment,
                                  Tick now);
// Of each virtual host, and the main server, that looks for attacks.
std::vector<UnderAttackRow> UnderAttackOf(const Configuration& configuration);

// What to do about what goes on.
std::string AdviceOn(const CrowdRow& crowd);

}  // namespace errwatch::cli
