// `errwatch check`: what is wrong with a configuration before httpd runs with it.
#pragma once

#include <string>
#include <vector>

#include "cli/config/rules_in_force.h"

namespace errwatch::cli {

struct CheckOptions {
  std::string config;
  std::string format = "text";  // text, json
  bool strict = false;          // warnings count as well
};

enum class Severity : unsigned char {
  kError,    // does not do what it says
  kWarning,  // costs time or sight
  kNote,     // worth knowing
};

inline constexpr int kSeverityCount = 3;
const char* SeverityName(Severity severity);

// What a finding is about, for whoever sorts them (cli/doctor).
enum class Topic : unsigned char { kConfiguration, kRules, kLimits, kLogLevel, kProxy };

struct Finding {
  Severity severity = Severity::kNote;
  std::string where;  // "file:line", or the name of a server
  std::string text;
  Topic topic = Topic::kRules;
};

// Everything that can be told without a log: unusable rule sets, rules that are slow or never name an entry,
// limits that cannot be reached, removals that remove nothing, and per server the rules that LogLevel blinds.
std::vector<Finding> CheckConfiguration(const Configuration& configuration);
// ... and on this machine: the files and programs that it names.
std::vector<Finding> CheckConfigurationHere(const Configuration& configuration);

int RunCheck(const CheckOptions& options);

// "1, 2, 3, ...": rules in the text of a finding.
std::string IdList(const std::vector<uint32_t>& ids);

}  // namespace errwatch::cli
