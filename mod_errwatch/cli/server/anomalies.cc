#include "cli/server/anomalies.h"

#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <memory>
#include <nlohmann/json.hpp>
#include <utility>
#include <vector>

#include "base/time_text.h"
#include "cli/output/exit_code.h"
#include "cli/output/local_time.h"
#include "cli/output/table.h"
#include "cli/output/terminal.h"
#include "cli/server/templates.h"
#include "pages/anomaly_text.h"

namespace errwatch::cli {
namespace {

using Json = nlohmann::ordered_json;
using store::KnownBaseline;
using store::KnownCrowd;

struct Known {
  std::vector<KnownCrowd> crowds;
  std::vector<KnownBaseline> baselines;
  std::vector<std::string> texts;  // of the baselines' templates
  Tick begun, now;
  // Nothing is told before; empty: it is over, or nobody has begun.
  Tick learns_until() const {
    const Tick until = After(begun, store::kLearnTime);
    return begun == Tick() || until <= now ? Tick() : until;
  }
};

Known KnownTo(const store::SegmentReader& segment, Tick now) {
  Known known{
      segment.crowds().List(now), segment.baselines().List(now), {}, segment.baselines().begun(), now};
  for (const KnownBaseline& baseline : known.baselines)
    known.texts.push_back(segment.message_templates().TextOf(baseline.kind));
  return known;
}

Anomaly AnomalyOf(const KnownCrowd& crowd) {
  return {crowd.kind, crowd.entries, 0, crowd.clients, crowd.begun};
}

Json ToJson(const KnownCrowd& crowd) {
  Json object = {{"kind", AnomalyKindName(crowd.kind)}, {"category", CategoryName(crowd.category)}};
  object["entries"] = crowd.entries;
  object["clients"] = crowd.clients;
  object["begun"] = FormatTime(crowd.begun);
  object["last"] = FormatTime(crowd.last);
  const std::pair<const char*, const std::string&> texts[] = {
      {"vhost", crowd.vhost}, {"target", crowd.text}, {"ranges", crowd.networks}};
  for (const auto& [name, text] : texts)
    if (!text.empty()) object[name] = text;
  return object;
}

void WriteJson(const Known& known) {
  Json crowds = Json::array();
  for (const KnownCrowd& crowd : known.crowds) crowds.push_back(ToJson(crowd));
  Json baselines = Json::array();
  for (std::size_t i = 0; i < known.baselines.size(); ++i) {
    const KnownBaseline& row = known.baselines[i];
    Json object = {{"template", TemplateName(row.kind)}, {"entries", row.count}, {"learned", row.learned}};
    object["usual_an_hour"] = std::round(row.usual_an_hour * 100) / 100;
    object["first"] = FormatTime(row.first);
    object["last"] = FormatTime(row.last);
    if (!row.vhost.empty()) object["vhost"] = row.vhost;
    if (!known.texts[i].empty()) object["text"] = known.texts[i];
    baselines.push_back(std::move(object));
  }
  Json document = {{"crowds", std::move(crowds)}, {"baselines", std::move(baselines)}};
  if (known.learns_until() != Tick()) document["learns_until"] = FormatTime(known.learns_until());
  const std::string text = document.dump(2, ' ', true, Json::error_handler_t::replace) + "\n";
  std::fwrite(text.data(), 1, text.size(), stdout);
}

std::string ShortNumber(double number) {
  char text[32];
  std::snprintf(text, sizeof text, number < 10 ? "%.1f" : "%.0f", number);
  return text;
}

void WriteText(const Known& known, std::size_t most) {
  const LocalTime time(known.now);
  std::string text;
  for (const KnownCrowd& crowd : known.crowds) {
    text += time.Short(crowd.begun) + "  " + AnomalyText(AnomalyOf(crowd), crowd.last);
    const std::string place = AnomalyPlace({crowd.vhost, crowd.text, crowd.networks});
    text += (place.empty() ? "" : ", ") + Printable(place) + "\n";
  }
  if (!known.crowds.empty()) text += "\n";
  Table table({{"usual an hour", Table::Align::kRight},
               {"entries", Table::Align::kRight},
               {time.Title("last")},
               {"virtual host"},
               {"template"},
               {"text"}});
  const std::size_t all = known.baselines.size();
  const std::size_t shown = most == 0 ? all : std::min(most, all);
  for (std::size_t i = 0; i < shown; ++i) {
    const KnownBaseline& row = known.baselines[i];
    table.Add({row.learned ? ShortNumber(row.usual_an_hour) : "learning", FormatCount(row.count),
               time.Short(row.last), Printable(row.vhost), TemplateName(row.kind),
               Printable(known.texts[i])});
  }
  text += table.ToText(ColourOn(STDOUT_FILENO), 0);
  if (all != shown) text += "... " + FormatCount(all - shown) + " more; --most 0 lists all\n";
  std::fwrite(text.data(), 1, text.size(), stdout);
}

int Accept(const AnomaliesOptions& options) {
  const Result<std::unique_ptr<WritableServer>> server = WritableServer::Attach(options.live);
  if (!server) {
    Complain(server.error());
    return kExitNothing;
  }
  server.value()->segment().baselines().Accept(Now());
  if (const Status saved = server.value()->Save(Now()); !saved) {
    Complain(saved.error());
    return kExitNothing;
  }
  std::puts("what is seen now is taken for normal, within five minutes");
  return kExitDone;
}

}  // namespace

int RunAnomalies(const AnomaliesOptions& options) {
  if (options.accept) return Accept(options);
  const Result<std::unique_ptr<LiveServer>> server = LiveServer::Attach(options.live);
  if (!server) {
    Complain(server.error());
    return kExitNothing;
  }
  if (!server.value()->remark().empty()) Complain(server.value()->remark());
  const Known known = KnownTo(server.value()->segment(), Now());
  if (options.format == "json") {
    WriteJson(known);
    return kExitDone;
  }
  if (known.baselines.empty() && known.crowds.empty()) {
    Complain("the server knows of nothing yet: it looks where ErrWatchAnomalies is On");
    return kExitNothing;
  }
  if (known.learns_until() != Tick())
    Complain("it learns until " + LocalTime(known.now).Short(known.learns_until()) +
             ": until then only attacks that many share are told");
  WriteText(known, options.most);
  return kExitDone;
}

}  // namespace errwatch::cli
