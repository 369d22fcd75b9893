// Lines of a configuration, applied as httpd does.
#pragma once

#include <cppunit/TestAssert.h>

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>

#include "config/directive.h"

namespace errwatch {

struct Site {
  ServerSettings server;
  DirectorySettings directory;
  DirectivePlace place{"test.conf:7", "/srv", false, ""};

  Status Apply(std::string_view line) {
    const size_t blank = std::min(line.find(' '), line.size());
    const DirectiveInfo* info = FindDirective(line.substr(0, blank));
    CPPUNIT_ASSERT_MESSAGE(std::string(line), info != nullptr);
    return ApplyDirective(info->id, line.substr(blank), place, server, directory);
  }
};

inline Site Accepted(std::string_view lines) {
  Site site;
  while (!lines.empty()) {
    const size_t end = std::min(lines.find('\n'), lines.size());
    const Status applied = site.Apply(lines.substr(0, end));
    CPPUNIT_ASSERT_MESSAGE(std::string(lines.substr(0, end)) + (applied ? "" : ": " + applied.error()),
                           applied.ok());
    lines.remove_prefix(std::min(end + 1, lines.size()));
  }
  return site;
}

// True when nothing at all was set: a refused directive must leave no trace.
inline bool Untouched(const Site& site) {
  bool untouched = site.server.rules.empty() && site.server.added_words.empty() &&
                   site.server.removals.empty() && site.server.allow.empty() &&
                   site.server.trusted_proxies.empty() && site.server.event_logs.empty() &&
                   site.directory.removals.empty() && !site.server.limits.any.is_set;
  for (const auto& limit : site.server.limits.category) untouched &= !limit.is_set;
  ServerSettings::ForEach([&](auto member) { untouched &= !(site.server.*member).is_set; });
  DirectorySettings::ForEach([&](auto member) { untouched &= !(site.directory.*member).is_set; });
  return untouched;
}

inline void AssertRefused(std::string_view line, std::string_view part) {
  Site site;
  const Status applied = site.Apply(line);
  CPPUNIT_ASSERT_MESSAGE(std::string(line), !applied.ok());
  const std::string& error = applied.error();
  CPPUNIT_ASSERT_MESSAGE(std::string(line) + ": " + error, error.find(part) != std::string::npos);
  CPPUNIT_ASSERT_MESSAGE(error, error.starts_with(line.substr(0, line.find(' '))));
  CPPUNIT_ASSERT_MESSAGE(std::string(line), Untouched(site));
}

}  // namespace errwatch
