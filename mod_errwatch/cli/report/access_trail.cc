#include "cli/report/access_trail.h"

#include <algorithm>
#include <cstdlib>
#include <memory>
#include <optional>
#include <utility>

#include "cli/logs/log_beginning.h"
#include "cli/logs/ordered_source.h"
#include "cli/logs/partial_line.h"
#include "cli/logs/same_file.h"
#include "cli/report/percent_text.h"

namespace errwatch::cli {
namespace {

constexpr int64_t kMostUs = INT64_MAX;

struct OpenedLog {
  std::string path;
  std::unique_ptr<OrderedSource> lines;
  LogBeginning beginning;
  std::string trouble;
};

OpenedLog OpenAccessLog(const std::string& path, const InputForm& input, const ReadBounds& bounds,
                        int64_t now_us) {
  OpenedLog log;
  log.path = path;
  const InputForm asked = {InputKind::kAccess, input.access};
  Result<std::unique_ptr<OrderedSource>> source = OrderedSource::Open(path, asked, now_us, bounds);
  if (!source) {
    log.trouble = source.error();
    return log;
  }
  log.lines = std::move(source).value();
  log.beginning = BeginningOf(*log.lines, asked, now_us);
  const std::string& error = log.beginning.file.error;
  log.trouble = error.empty() ? log.lines->error() : path + ": " + error;
  return log;
}

// What a reader wants to see of many requests: what wrote something, and what a rule names.
bool StandsOut(const Sighting& sighting) {
  const bool writes = sighting.method == "POST" || sighting.method == "PUT" || sighting.method == "DELETE";
  return sighting.category != Category::kBenign || (writes && sighting.status < 400);
}

}  // namespace

AccessTrail::AccessTrail(IncidentReport& report, SignFinder& signs, const EntryFilter& filter)
    : report_(report),
      signs_(signs),
      filter_(filter),
      classifier_(*report.rules->rules),
      gathered_(report.incidents.size()) {
  for (std::size_t i = 0; i < report.incidents.size(); ++i) {
    for (const IncidentClient& client : report.incidents[i].clients) by_client_[client.address].push_back(i);
  }
}

bool AccessTrail::Read(const std::vector<std::string>& files, const InputForm& input,
                       const ReadBounds& bounds) {
  const NamedOnce once = NameOnce(files);
  std::vector<OpenedLog> logs;
  for (const std::string& path : once.files)
    logs.push_back(OpenAccessLog(path, input, bounds, report_.now_us));
  std::stable_sort(logs.begin(), logs.end(), [](const OpenedLog& a, const OpenedLog& b) {
    return a.beginning.first_us < b.beginning.first_us;
  });
  bool complete = true;
  for (OpenedLog& log : logs) {
    const std::size_t at = SourceOf(log.path);
    if (log.trouble.empty() && !log.beginning.block.empty()) {
      EntryReader reader(InputKind::kAccess, report_.now_us);
      reader.SetForm(log.beginning.file.form);
      uint64_t number = 1;
      std::string& block = log.beginning.block;
      do {
        ForEachWholeLine(block, [&](const WholeLine& line) {
          const EntryReader::Read read = reader.Next(line.text);
          if (read.error.empty()) {
            Add(read, at, log.lines->LineInFile(number));
          } else {
            report_.doubts.unusable += counts_ && !line.text.empty();
          }
          number += line.parts;
        });
      } while (log.lines->Next(block));
      report_.sources[at].lines = number - 1;
      log.trouble = log.lines->error();
    }
    report_.sources[at].trouble = log.trouble;
    complete = complete && log.trouble.empty();
  }
  return complete;
}

// One that was judged before is known, and what it holds is counted.
std::size_t AccessTrail::SourceOf(const std::string& path) {
  const auto known = std::ranges::find_if(report_.sources, [&](const ReportSource& source) {
    return source.kind == SourceKind::kAccessLog && source.path == path;
  });
  counts_ = known == report_.sources.end();
  if (!counts_) return static_cast<std::size_t>(known - report_.sources.begin());
  report_.sources.emplace_back();
  report_.sources.back().kind = SourceKind::kAccessLog;
  report_.sources.back().path = path;
  return report_.sources.size() - 1;
}

std::size_t AccessTrail::IncidentOf(const ClientAddress& client, int64_t time_us) const {
  const auto known = by_client_.find(client);
  if (known == by_client_.end()) return report_.incidents.size();
  std::size_t nearest = known->second.front();
  int64_t least = kMostUs;
  for (const std::size_t at : known->second) {
    const Activity& sum = report_.incidents[at].sum;
    if (time_us == kNoTime || sum.first_us == kNoTime) return at;
    const int64_t apart = time_us < sum.first_us  ? sum.first_us - time_us
                          : time_us > sum.last_us ? time_us - sum.last_us
                                                  : 0;
    if (apart < least) nearest = at;
    least = std::min(least, apart);
  }
  return nearest;
}

void AccessTrail::Add(const EntryReader::Read& read, std::size_t source, uint64_t number) {
  const Entry& entry = read.entry;
  if (!filter_.Passes(read)) {
    report_.doubts.filtered += counts_;
    return;
  }
  ReportSource& file = report_.sources[source];
  if (read.time) {
    file.first_us = file.first_us == kNoTime ? *read.time : std::min(file.first_us, *read.time);
    file.last_us = std::max(file.last_us, *read.time);
  }
  Sighting sighting;
  sighting.time_us = read.time.value_or(kNoTime);
  sighting.client = read.client.Masked(report_.rules->settings.prefix.value);
  sighting.status = entry.status;
  sighting.method = entry.method;
  sighting.path = entry.uri;
  sighting.query = entry.args;
  sighting.source = source;
  sighting.line = number;
  const std::size_t incident = IncidentOf(sighting.client, sighting.time_us);
  if (incident == report_.incidents.size()) {
    // Of all others only who uses what was left here.
    if (!IsGood(entry.status) || !signs_.IsUploaded(LastName(entry.uri))) return;
    if (std::optional<SignFinder::Found> found = signs_.Look(sighting)) AddSign(std::move(*found), incident);
    return;
  }
  file.entries += counts_;
  const Classification what = classifier_.OfEntry(entry);
  sighting.category = what.category;
  sighting.rule = what.rule;
  std::optional<SignFinder::Found> found = signs_.Look(sighting);
  Note(sighting, read.bytes, incident, StandsOut(sighting) || found.has_value());
  if (found) AddSign(std::move(*found), incident);
}

void AccessTrail::Note(const Sighting& sighting, uint64_t bytes, std::size_t incident, bool notable) {
  Gathered& gathered = gathered_[incident];
  Trail& trail = gathered.trail;
  ++trail.requests;
  if (sighting.time_us != kNoTime) {
    trail.first_us =
        trail.first_us == kNoTime ? sighting.time_us : std::min(trail.first_us, sighting.time_us);
    trail.last_us = std::max(trail.last_us, sighting.time_us);
  }
  trail.statuses.Add(sighting.status);
  if (report_.asked_paths.size() < kMostAskedPaths) report_.asked_paths.insert(PercentDecoded(sighting.path));
  TrailRequest request;
  request.time_us = sighting.time_us;
  request.client = sighting.client;
  request.status = sighting.status;
  request.bytes = bytes;
  request.request = RequestText(sighting);
  request.source = sighting.source;
  request.line = sighting.line;
  request.category = sighting.category;
  request.rule = sighting.rule;
  if (gathered.first.size() < kFirstRequests) {
    gathered.first.push_back(std::move(request));
  } else if (notable && gathered.notable.size() < kNotableRequests) {
    gathered.notable.push_back(std::move(request));
  } else {
    gathered.last.push_back(std::move(request));
    if (gathered.last.size() > kLastRequests) gathered.last.pop_front();
  }
}

void AccessTrail::AddSign(SignFinder::Found found, std::size_t incident) {
  const std::size_t whose = IncidentOf(found.whose, found.sign.request.time_us);
  const std::size_t at = whose < report_.incidents.size() ? whose : incident;
  if (at < report_.incidents.size()) report_.incidents[at].sum.AddSign(std::move(found.sign));
}

void AccessTrail::Finish() {
  std::vector<std::pair<Incident, Trail>> both;
  for (std::size_t i = 0; i < gathered_.size(); ++i) {
    Gathered& gathered = gathered_[i];
    std::vector<TrailRequest>& shown = gathered.trail.shown;
    shown = std::move(gathered.first);
    shown.insert(shown.end(), gathered.notable.begin(), gathered.notable.end());
    shown.insert(shown.end(), gathered.last.begin(), gathered.last.end());
    std::stable_sort(shown.begin(), shown.end(),
                     [](const TrailRequest& a, const TrailRequest& b) { return a.time_us < b.time_us; });
    both.emplace_back(std::move(report_.incidents[i]), std::move(gathered.trail));
  }
  std::stable_sort(both.begin(), both.end(),
                   [](const auto& a, const auto& b) { return ComesBefore(a.first, b.first); });
  report_.incidents.clear();
  report_.trails.clear();
  for (auto& [incident, trail] : both) {
    report_.incidents.push_back(std::move(incident));
    report_.trails.push_back(std::move(trail));
  }
}

}  // namespace errwatch::cli
