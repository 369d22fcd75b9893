// `errwatch rules`: which rules are in force in a virtual host, and where each of them comes from.
#pragma once

#include <string>

namespace errwatch::cli {

struct ListRulesOptions {
  std::string config;
  std::string vhost;
  std::string format = "text";  // text, json, csv
};

int RunListRules(const ListRulesOptions& options);

}  // namespace errwatch::cli
