#include "cli/config/body_check.h"

#include "cli/config/unreachable.h"

namespace errwatch::cli {
namespace {

// Bodies are judged with the response.
std::vector<Finding> WhereTheyAreLookedAt(const std::string& server, Inspect inspect) {
  switch (inspect) {
    case Inspect::kEntries:
      return {
          {Severity::kWarning, server,
           "ErrWatchBody On has no effect: bodies are judged with the response, and ErrWatchInspect entries "
           "looks at none; ErrWatchInspect all would"}};
    case Inspect::kErrors:
      return {
          {Severity::kNote, server,
           "ErrWatchBody On: with ErrWatchInspect errors only bodies of requests that are refused with a "
           "listed status code are judged, so an attack that the application answers with 200 is not seen; "
           "ErrWatchInspect all judges every one"}};
    case Inspect::kAll:
      break;
  }
  return {};
}

}  // namespace

std::vector<Finding> CheckBodies(const std::string& server, Inspect inspect, bool on, const RuleSet& rules) {
  if (on) return WhereTheyAreLookedAt(server, inspect);
  std::vector<uint32_t> blind;
  for (const Rule& rule : rules.rules()) {
    const bool charges = rule.category != Category::kBenign && rule.cost != 0;
    if (charges && LooksOnlyAt(rule, Target::kBody)) blind.push_back(rule.id);
  }
  if (blind.empty()) return {};
  const bool one = blind.size() == 1;
  return {{Severity::kNote, server,
           std::to_string(blind.size()) + (one ? " rule" : " rules") + " with target=body never " +
               (one ? "fires (" : "fire (") + IdList(blind) +
               "): ErrWatchBody is On nowhere, so no body is looked at"}};
}

}  // namespace errwatch::cli
