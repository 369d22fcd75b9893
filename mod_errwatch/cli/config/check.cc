#include "cli/config/check.h"

#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <nlohmann/json.hpp>

#include "cli/config/start_environment.h"
#include "cli/output/exit_code.h"
#include "cli/output/terminal.h"

namespace errwatch::cli {
namespace {

// "1 rule", "2 rules"
std::string Some(std::size_t count, const char* what) {
  return std::to_string(count) + " " + what + (count == 1 ? "" : "s");
}

// Those that are removed are none. What cannot be built is an error that stands above.
std::size_t CountOfRules(const Configuration& configuration) {
  const auto built = RuleSet::Build(configuration.server.rules, configuration.server.removals);
  return built ? built.value()->rules().size() : configuration.server.rules.size();
}

void PrintText(const std::vector<Finding>& findings, const Configuration& configuration,
               const std::string& path) {
  const bool colour = ColourOn(STDOUT_FILENO);
  for (const Finding& finding : findings) {
    const char* paint = !colour                                  ? ""
                        : finding.severity == Severity::kError   ? "\x1b[31m"
                        : finding.severity == Severity::kWarning ? "\x1b[33m"
                                                                 : "\x1b[2m";
    std::printf("%s%s%s: %s: %s\n", paint, SeverityName(finding.severity), colour ? "\x1b[0m" : "",
                Printable(finding.where).c_str(), Printable(finding.text).c_str());
  }
  const auto count = [&](Severity severity, const char* what) {
    const auto found = std::ranges::count(findings, severity, &Finding::severity);
    return Some(static_cast<std::size_t>(found), what);
  };
  std::printf(
      "%s: %s, %s; %s, %s, %s\n", Printable(path).c_str(), Some(CountOfRules(configuration), "rule").c_str(),
      Some(configuration.vhosts.size(), "virtual host").c_str(), count(Severity::kError, "error").c_str(),
      count(Severity::kWarning, "warning").c_str(), count(Severity::kNote, "note").c_str());
}

void PrintJson(const std::vector<Finding>& findings) {
  nlohmann::ordered_json list = nlohmann::ordered_json::array();
  for (const Finding& finding : findings)
    list.push_back(
        {{"severity", SeverityName(finding.severity)}, {"where", finding.where}, {"text", finding.text}});
  std::printf("%s\n", list.dump(2, ' ', true, nlohmann::json::error_handler_t::replace).c_str());
}

}  // namespace

const char* SeverityName(Severity severity) {
  switch (severity) {
    case Severity::kError:
      return "error";
    case Severity::kWarning:
      return "warning";
    case Severity::kNote:
      break;
  }
  return "note";
}

std::string IdList(const std::vector<uint32_t>& ids) {
  constexpr std::size_t kMost = 12;
  std::string text;
  for (std::size_t i = 0; i < std::min(ids.size(), kMost); ++i)
    text += (i == 0 ? "" : ", ") + std::to_string(ids[i]);
  return ids.size() > kMost ? text + ", ..." : text;
}

int RunCheck(const CheckOptions& options) {
  const Result<std::string> path = FindConfiguration(options.config);
  if (!path) return EndWith(kExitNothing, path.error());
  TakeOverEnvironment(path.value());
  const Result<Configuration> configuration = ReadConfiguration(path.value());
  if (!configuration) return EndWith(kExitNothing, configuration.error());
  const std::vector<Finding> findings = CheckConfigurationHere(configuration.value());
  if (options.format == "json") {
    PrintJson(findings);
  } else {
    PrintText(findings, configuration.value(), path.value());
  }
  const Severity worst = options.strict ? Severity::kWarning : Severity::kError;
  const bool wrong = std::any_of(findings.begin(), findings.end(),
                                 [&](const Finding& finding) { return finding.severity <= worst; });
  return wrong ? kExitNothing : kExitDone;
}

}  // namespace errwatch::cli
