#include "cli/config/word_list_check.h"

#include <algorithm>
#include <string>
#include <string_view>

#include "config/word_list.h"
#include "match/word_pattern.h"

namespace errwatch::cli {
namespace {

// The first @NAME@, if there is one.
std::string_view MarkIn(std::string_view pattern) {
  for (std::size_t at = pattern.find('@'); at != std::string_view::npos; at = pattern.find('@', at + 1)) {
    const std::size_t end = pattern.find('@', at + 1);
    if (end == std::string_view::npos) break;
    if (IsWordListName(pattern.substr(at + 1, end - at - 1))) return pattern.substr(at, end + 1 - at);
  }
  return {};
}

std::string_view MarkWithoutList(const Rule& rule) {
  const auto mark = [](const Condition& condition) {
    return condition.word_files.empty() ? MarkIn(condition.pattern_text) : std::string_view();
  };
  std::string_view found = mark(rule);
  for (const Condition& condition : rule.more) {
    if (found.empty()) found = mark(condition);
  }
  return found;
}

}  // namespace

std::vector<Finding> CheckWordLists(const ServerSettings& settings) {
  std::vector<Finding> findings;
  for (const AddedWords& added : settings.added_words) {
    const auto is_that = [&](const std::string& file) { return WordListName(file).value() == added.list; };
    if (std::ranges::none_of(settings.rules, [&](const Rule& rule) { return rule.NamesList(is_that); })) {
      findings.push_back(
          {Severity::kWarning, added.origin,
           "ErrWatchWords " + added.list + " adds to nothing: no rule names a list " + added.list + ".txt"});
    }
  }
  for (const Rule& rule : settings.rules) {
    const std::string mark(MarkWithoutList(rule));
    if (mark.empty()) continue;
    findings.push_back(
        {Severity::kWarning, rule.origin,
         "rule " + std::to_string(rule.id) + " looks for the text " + mark +
             " itself: for the words of a list name its file with words=, else write \\x40 for @"});
  }
  return findings;
}

}  // namespace errwatch::cli
