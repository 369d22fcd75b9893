#include "store/baseline_watch.h"

#include <algorithm>
#include <string>
#include <utility>

#include "anomaly/message_template.h"

namespace errwatch::store {
namespace {

constexpr std::size_t kNamedKinds = 3;

// A deployment brings new kinds, ends others and changes how often some come; a burst is no change.
bool IsChange(AnomalyKind what) { return what != AnomalyKind::kBurst; }

std::string NameOf(Segment& segment, TemplateId kind) {
  std::string text = std::as_const(segment).message_templates().TextOf(kind);
  if (!text.empty()) return text;
  const LogId log_id = LogIdOfTemplate(kind);
  return log_id != 0 ? FormatLogId(log_id) : "a message that is no longer known";
}

void Tell(Segment& segment, const Anomaly& anomaly, TemplateId kind, const std::string& text,
          const std::string& vhost, Tick now) {
  Incident incident;
  incident.kind = IncidentKind::kAnomaly;
  incident.category = Category::kAnomaly;
  incident.time = now;
  incident.log_id = LogIdOfTemplate(kind);
  incident.anomaly = anomaly;
  incident.message = text;
  incident.vhost = vhost;
  segment.incidents().Append(incident);
  segment.counters().Add(Counter::kIncidents);
}

// A silence goes on while it waits to be told.
uint32_t ExpectedUntil(const BaselineNews& news, Tick now) {
  if (news.what != AnomalyKind::kSilence || news.judged <= news.begun || now <= news.judged)
    return news.expected;
  const uint64_t all = news.expected * TicksSince(news.begun, now) / TicksSince(news.begun, news.judged);
  return static_cast<uint32_t>(std::min<uint64_t>(all, UINT32_MAX));
}

void TellOne(Segment& segment, const BaselineNews& news, Tick now) {
  Tell(segment, {news.what, news.seen, ExpectedUntil(news, now), news.clients, news.begun}, news.kind,
       NameOf(segment, news.kind), news.vhost, now);
}

// One client that makes httpd write things it never wrote before is a scanner, not a deployment.
bool IsOfOneClient(const std::vector<BaselineNews>& all) {
  return std::ranges::all_of(all, [](const BaselineNews& news) {
    return news.what == AnomalyKind::kNewTemplate && news.clients == 1;
  });
}

}  // namespace

void NoteKindOfEntry(Segment& segment, LogId log_id, std::string_view message, Level level,
                     std::string_view vhost, uint64_t client, Tick now) noexcept {
  const TemplateId kind = TemplateOf(log_id, message);
  segment.message_templates().Note(kind, log_id, message, level, now);
  segment.baselines().Note(kind, vhost, client, now);
}

std::size_t BaselineWatch::Flush(Segment& segment, Tick now) {
  std::size_t told = 0;
  const bool together = waiting_.size() >= kLeastOfDeployment;
  if (together) {
    const bool scanner = IsOfOneClient(waiting_);
    Anomaly anomaly{scanner ? AnomalyKind::kNewKinds : AnomalyKind::kDeployment,
                    static_cast<uint32_t>(waiting_.size()), 0, 0, waiting_since_};
    std::string names;
    for (std::size_t i = 0; i < waiting_.size(); ++i) {
      anomaly.begun = std::min(anomaly.begun, waiting_[i].begun);
      if (i < kNamedKinds) names += (i == 0 ? "" : "; ") + NameOf(segment, waiting_[i].kind);
    }
    Tell(segment, anomaly, waiting_[0].kind, names, waiting_[0].vhost, now);
    if (!scanner) settling_until_ = After(now, kSettling);
    told = 1;
  } else {
    for (const BaselineNews& news : waiting_) TellOne(segment, news, now);
    told = waiting_.size();
  }
  waiting_.clear();
  return told;
}

// Tells at once what is no change.
std::size_t BaselineWatch::Take(Segment& segment, std::vector<BaselineNews> found, Tick now) {
  std::size_t told = 0;
  for (BaselineNews& news : found) {
    if (!IsChange(news.what)) {
      TellOne(segment, news, now);
      ++told;
    } else if (now >= settling_until_ || IsBeyondSkew(settling_until_, After(now, kSettling))) {
      if (waiting_.empty()) waiting_since_ = now;
      waiting_.push_back(std::move(news));
    }
  }
  return told;
}

std::size_t BaselineWatch::Watch(Segment& segment, Tick now) {
  std::size_t told = 0;
  if (SlotOf(now) != judged_) {
    judged_ = SlotOf(now);
    told = Take(segment, segment.baselines().Judge(now), now);
  }
  const bool due = !waiting_.empty() && TicksSince(waiting_since_, now) >= TicksIn(kTogether);
  return told + (due ? Flush(segment, now) : 0);
}

std::size_t BaselineWatch::End(Segment& segment, Tick now) {
  judged_ = SlotOf(now) + 1;
  std::vector<BaselineNews> found = segment.baselines().Judge(BeginOfSlot(judged_));
  std::erase_if(found, [](const BaselineNews& news) { return news.what == AnomalyKind::kSilence; });
  const std::size_t told = Take(segment, std::move(found), now);
  return told + (waiting_.empty() ? 0 : Flush(segment, now));
}

}  // namespace errwatch::store
