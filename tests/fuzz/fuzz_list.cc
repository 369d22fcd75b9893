// Lists that others write: of addresses (errwatch import), crawlers, words. First byte: which; the rest:
// the file. What is read of one is within its bounds, and read the same where it is written again.
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

#include "cli/output/table.h"
#include "cli/server/block_target.h"
#include "cli/server/list_reader.h"
#include "config/crawler_list.h"
#include "config/word_list.h"

namespace {

using namespace errwatch;       // NOLINT: a program of its own
using namespace errwatch::cli;  // NOLINT

constexpr int64_t kNowUs = 1'795'428'000'000'000;
constexpr Milliseconds kLongest{3650LL * 86'400'000};

void Require(bool condition) {
  if (!condition) std::abort();
}

void CheckEntries(const ListRead& read) {
  Require(read.malformed_at.size() == std::min<uint64_t>(read.malformed, kMostListRemarks));
  std::string plain;
  std::size_t written = 0;
  for (const ListEntry& entry : read.entries) {
    Require(!entry.address.empty() && (!entry.left || entry.left->count() > 0));
    static_cast<void>(ParseBlockTarget(entry.address, ClientPrefix()));
    if (const auto address = ClientAddress::Parse(entry.address)) {
      plain += address->ToString() + "\n";
      ++written;
    }
  }
  const auto again = ReadList(plain, ListForm::kPlain, kNowUs);
  Require(again.ok() && again.value().malformed == 0 && again.value().entries.size() == written);
}

void CheckAddresses(ListForm form, std::string_view text) {
  const auto read = ReadList(text, form, kNowUs);
  if (!read) return Require(!read.error().empty());
  Require(form == ListForm::kAuto || read.value().form == form);
  CheckEntries(read.value());
}

// A record is a line, and what a spreadsheet would calculate is written as text.
void CheckRecord(std::string_view line) {
  if (line.find_first_of("\r\n") != std::string_view::npos) return;
  auto cells = SplitCsvRecord(line);
  if (!cells) return;
  std::string written = CsvLine(*cells);
  Require(written.ends_with("\r\n"));
  written.resize(written.size() - 2);
  for (std::string& cell : *cells)
    if (cell.size() > 1 && std::string_view("=+-@\t").find(cell[0]) != std::string_view::npos)
      cell.insert(0, 1, '\'');
  Require(SplitCsvRecord(written) == cells);
}

void CheckDuration(std::string_view text) {
  const auto duration = ParseGoDuration(text);
  if (!duration) return;
  Require(*duration >= -kLongest && *duration <= kLongest);
  Require(text.starts_with('-') ? duration->count() <= 0 : duration->count() >= 0);
}

void CheckWords(std::string_view text) {
  const auto words = ParseWordList(text, "fuzz");
  if (!words) return Require(words.error().starts_with("fuzz"));
  Require(!words.value().empty() && words.value().size() <= kMostListWords);
  std::string written;
  for (const std::string& word : words.value()) {
    Require(CheckListWord(word).ok());
    written += word + "\n";
  }
  Require(std::ranges::is_sorted(words.value()));
  const auto again = ParseWordList(written, "again");
  Require(again.ok() && again.value() == words.value());
}

void CheckCrawlers(std::string_view text) {
  const auto crawlers = ParseCrawlerList(text, "fuzz");
  if (!crawlers) return Require(crawlers.error().starts_with("fuzz:"));
  for (const Crawler& crawler : crawlers.value().all()) {
    // A longer name that stands there as well may be meant.
    const Crawler* announced = crawlers.value().Announced("Mozilla/5.0 " + crawler.agent + "/1.0");
    Require(announced != nullptr);
    for (const std::string& domain : crawler.domains) {
      Require(BelongsTo("a." + domain, crawler) && BelongsTo(domain + ".", crawler));
      Require(!BelongsTo("a" + domain, crawler) ||
              std::ranges::any_of(crawler.domains, [&](const auto& other) { return "a" + domain == other; }));
    }
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  if (size == 0) return 0;
  const std::string_view text(reinterpret_cast<const char*>(data) + 1, size - 1);
  constexpr uint8_t kForms = kListFormNames.size();
  switch (const uint8_t kind = data[0] % (kForms + 4)) {
    case kForms:
      CheckRecord(text);
      break;
    case kForms + 1:
      CheckDuration(text);
      break;
    case kForms + 2:
      CheckWords(text);
      break;
    case kForms + 3:
      CheckCrawlers(text);
      break;
    default:
      CheckAddresses(static_cast<ListForm>(kind), text);
  }
  return 0;
}
