// `errwatch templates`: which kinds of messages logs hold, or a running server has written.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "anomaly/message_template.h"
#include "cli/logs/read_bounds.h"
#include "cli/server/live_server.h"

namespace errwatch::cli {

struct TemplatesOptions {
  LiveOptions live;             // where there are no files
  std::string format = "text";  // text, json, csv
  ReadBounds bounds;
  std::size_t most = 50;  // in text; 0 = all
  std::vector<std::string> files;
};

// "AH00128"; of a template without a number its id: the same on every host.
std::string TemplateName(TemplateId id);

int RunTemplates(const TemplatesOptions& options);

}  // namespace errwatch::cli
