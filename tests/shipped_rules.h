// The rules of a directory such as conf/rules, for programs that want all of them without a configuration.
#pragma once

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "config/rule_grammar.h"
#include "rules/rule.h"

namespace errwatch {

inline std::vector<Rule> ShippedRules(const std::filesystem::path& directory) {
  std::vector<Rule> rules;
  std::vector<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::directory_iterator(directory)) {
    if (entry.path().extension() == ".conf") files.push_back(entry.path());
  }
  const auto read = [&](const std::string& list) { return ReadWordFile(directory / list); };
  std::sort(files.begin(), files.end());
  for (const auto& file : files) {
    std::ifstream in(file);
    std::string line;
    std::string directive;
    while (std::getline(in, line)) {
      directive += line;
      if (directive.ends_with('\\')) {
        directive.pop_back();
        continue;
      }
      constexpr std::string_view kName = "ErrWatchRule ";
      if (directive.starts_with(kName)) {
        auto rule = ParseRule(std::string_view(directive).substr(kName.size()), file.string(), read);
        if (rule) {
          rules.push_back(std::move(rule).value());
        } else {
          std::fprintf(stderr, "%s: %s\n", file.c_str(), rule.error().c_str());
        }
      }
      directive.clear();
    }
  }
  return rules;
}

}  // namespace errwatch
