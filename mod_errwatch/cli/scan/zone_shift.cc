#include "cli/scan/zone_shift.h"

#include <algorithm>
#include <cstdlib>
#include <map>

#include "base/local_offset.h"

namespace errwatch::cli {
namespace {

constexpr std::size_t kMostEntries = 500;
constexpr std::size_t kMostAnswers = 5'000;
constexpr int64_t kSecond = 1'000'000;
constexpr int64_t kStep = 15 * 60;  // zones are whole quarters of an hour apart
constexpr int64_t kFarthest = 26 * 3600;
constexpr std::size_t kEnough = 5;

// What is left out takes up to so long to be answered, or is known to the second alone.
constexpr int64_t kTolerance = 3;

}  // namespace

void ZoneShift::Add(const ScanRecord& record, std::size_t most, std::vector<Seen>& seen) {
  if (seen.size() >= most || !record.time_us || record.client.empty() || record.entry.uri.empty()) return;
  seen.push_back({record.client, std::string(record.entry.uri), *record.time_us});
}

void ZoneShift::AddEntry(const ScanRecord& record) { Add(record, kMostEntries, entries_); }
void ZoneShift::AddAnswer(const ScanRecord& record) { Add(record, kMostAnswers, answers_); }

std::optional<int64_t> ZoneShift::Found() const {
  std::map<ClientAddress, std::vector<const Seen*>> answers;
  for (const Seen& answer : answers_) answers[answer.client].push_back(&answer);
  std::map<int64_t, std::size_t> shifts;
  for (const Seen& entry : entries_) {
    const auto of_client = answers.find(entry.client);
    if (of_client == answers.end()) continue;
    std::vector<int64_t> fits;  // each once
    for (const Seen* answer : of_client->second) {
      const int64_t apart = (entry.time_us - answer->time_us) / kSecond;
      if (std::abs(apart) > kFarthest) continue;
      const int64_t shift = (apart + (apart < 0 ? -kStep : kStep) / 2) / kStep * kStep;
      if (std::abs(apart - shift) <= kTolerance && fits_(entry.path, answer->path)) fits.push_back(shift);
    }
    std::ranges::sort(fits);
    fits.erase(std::unique(fits.begin(), fits.end()), fits.end());
    for (const int64_t shift : fits) ++shifts[shift];
  }
  const auto best =
      std::ranges::max_element(shifts, [](const auto& a, const auto& b) { return a.second < b.second; });
  const bool enough = best != shifts.end() && best->second >= kEnough && 2 * best->second > entries_.size();
  if (!enough || best->first == 0) return std::nullopt;
  return LocalOffsetAt(entries_.front().time_us / kSecond) + best->first;
}

// West of Greenwich it is positive there.
std::string ZoneSetting(int64_t offset_seconds) {
  if (offset_seconds == 0) return "UTC";
  const int64_t minutes = std::abs(offset_seconds) / 60;
  std::string text = std::string("UTC") + (offset_seconds > 0 ? "-" : "+") + std::to_string(minutes / 60);
  if (minutes % 60 != 0) text += (minutes % 60 < 10 ? ":0" : ":") + std::to_string(minutes % 60);
  return text;
}

}  // namespace errwatch::cli
