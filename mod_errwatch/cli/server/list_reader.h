// Lists of addresses as errwatch, fail2ban, CrowdSec and those who publish them write them.
//
//   kJson      errwatch export --format json
//   kCsv       errwatch export --format csv; or any table with a column `address`
//   kPlain     addresses and prefixes between blanks and line ends; behind # or ; everything is a comment
//   kFail2ban  fail2ban-client get JAIL banip --with-time, and fail2ban-client banned
//   kCrowdsec  cscli decisions list -o json and -o raw, and what cscli decisions import takes, JSON and CSV
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "cli/server/list_entry.h"

namespace errwatch::cli {

inline constexpr std::size_t kMostListBytes = std::size_t{256} << 20;
inline constexpr std::size_t kMostListRemarks = 10;

struct ListRead {
  ListForm form = ListForm::kAuto;
  std::vector<ListEntry> entries;
  uint64_t malformed = 0;                 // lines or records that are none of it
  uint64_t others = 0;                    // well formed, but over, or no ban of an address
  std::vector<std::string> malformed_at;  // "line 7: ...": the first of them
};

// What `text` looks like; kPlain where it is nothing else.
ListForm FormOf(std::string_view text);

// `now`: Unix microseconds. The error says what is wrong with all of it; single lines are counted.
Result<ListRead> ReadList(std::string_view text, ListForm form, int64_t now_us);

// "3h59m58.5s", "-12s", "1h30m", as Go and CrowdSec spell it; empty where it is none.
std::optional<Milliseconds> ParseGoDuration(std::string_view text);

// Cells of a record of CSV; nothing where quotation marks do not fit.
std::optional<std::vector<std::string>> SplitCsvRecord(std::string_view line);

}  // namespace errwatch::cli
