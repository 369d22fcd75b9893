#include "cli/server/anomalies.h"

#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <map>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <utility>
#include <vector>

#include "base/time_text.h"
#include "cli/output/exit_code.h"
#include "cli/output/local_time.h"
#include "cli/output/table.h"
#include "cli/output/terminal.h"
#include "cli/server/status.h"
#include "cli/server/templates.h"
#include "pages/anomaly_json.h"
#include "pages/anomaly_text.h"
#include "pages/crowd_view.h"
#include "pages/json_member.h"
#include "pages/model_rows.h"

namespace errwatch::cli {
namespace {

using Json = nlohmann::ordered_json;
using store::KnownBaseline;

struct Known {
  std::vector<CrowdRow> crowds;
  std::optional<std::vector<ModelRow>> models;              // empty: the configuration is not known
  std::optional<std::vector<UnderAttackRow>> under_attack;  // likewise
  std::vector<KnownBaseline> baselines;
  std::vector<std::string> texts;  // of the baselines' templates
  Tick begun, now;
  // Nothing is told before; empty: it is over, or nobody has begun.
  Tick learns_until() const {
    const Tick until = After(begun, store::kLearnTime);
    return begun == Tick() || until <= now ? Tick() : until;
  }
};

Known KnownTo(const LiveServer& server, Tick now) {
  const store::SegmentReader& segment = server.segment();
  Known known;
  known.crowds = store::CrowdsOf(segment, now);
  known.models = server.Models(now);
  if (server.configuration() != nullptr) {
    known.under_attack = server.UnderAttack();
    SetWhatFollows(*known.under_attack, known.crowds);
  }
  known.baselines = segment.baselines().List(now);
  known.begun = segment.baselines().begun();
  known.now = now;
  for (const KnownBaseline& baseline : known.baselines)
    known.texts.push_back(segment.message_templates().TextOf(baseline.kind));
  return known;
}

void WriteJson(const Known& known) {
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
  Json document = {{"crowds", JsonArray(known.crowds, &CrowdJson)}};
  if (known.under_attack) document["under_attack"] = JsonArray(*known.under_attack, &UnderAttackJson);
  if (known.models) document["models"] = JsonArray(*known.models, &ModelJson);
  document["baselines"] = std::move(baselines);
  if (known.learns_until() != Tick()) document["learns_until"] = FormatTime(known.learns_until());
  const std::string text = document.dump(2, ' ', true, Json::error_handler_t::replace) + "\n";
  std::fwrite(text.data(), 1, text.size(), stdout);
}

std::string ShortNumber(double number) {
  char text[32];
  std::snprintf(text, sizeof text, number < 10 ? "%.1f" : "%.0f", number);
  return text;
}

std::string_view MeaningOf(Joiners joiners) {
  switch (joiners) {
    case Joiners::kReport:
      return "an attack that many share is only told";
    case Joiners::kTighten:
      return "what who joins such an attack does weighs so many times as much";
    case Joiners::kBlock:
      return "who joins such an attack is blocked, unless it got anything that it asked for";
  }
  return "";
}

// One line for each thing that virtual hosts say.
std::string UnderAttackText(const std::vector<UnderAttackRow>& rows) {
  std::map<std::string, std::pair<Joiners, std::vector<std::string>>> by_words;
  for (const UnderAttackRow& row : rows) {
    auto& [joiners, vhosts] = by_words[DirectiveText(row.says)];
    joiners = row.says.joiners;
    vhosts.push_back(row.vhost);
  }
  std::string text;
  for (const auto& [words, said] : by_words)
    text += "ErrWatchUnderAttack " + words + " (" + std::string(MeaningOf(said.first)) +
            "): " + Printable(HostsText(said.second, Language::kEnglish), std::string::npos) + "\n";
  return text;
}

std::string CrowdsText(const Known& known) {
  const LocalTime time(known.now);
  std::string text;
  for (const CrowdRow& crowd : known.crowds) {
    text += time.Short(crowd.begun) + "  " + AnomalyText(AnomalyOf(crowd), crowd.last);
    const std::string place = AnomalyPlace({crowd.vhost, crowd.target, crowd.ranges});
    text += (place.empty() ? "" : ", ") + Printable(place);
    if (crowd.follows) text += "; ErrWatchUnderAttack " + DirectiveText(*crowd.follows);
    text += "\n";
  }
  return text;
}

void AddPart(const std::string& part, std::string& text) {
  if (!part.empty()) text += (text.empty() ? "" : "\n") + part;
}

std::string BaselinesText(const Known& known, std::size_t most) {
  const LocalTime time(known.now);
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
  if (all == 0) return "";
  std::string text = table.ToText(ColourOn(STDOUT_FILENO), 0);
  if (all != shown) text += "... " + FormatCount(all - shown) + " more; --most 0 lists all\n";
  return text;
}

void WriteText(const Known& known, std::size_t most) {
  std::string text;
  AddPart(CrowdsText(known), text);
  if (known.under_attack) AddPart(UnderAttackText(*known.under_attack), text);
  if (known.models && !known.models->empty())
    AddPart(ModelTableOf(*known.models, known.now).ToText(ColourOn(STDOUT_FILENO), 0), text);
  AddPart(BaselinesText(known, most), text);
  std::fwrite(text.data(), 1, text.size(), stdout);
}

// What --accept has an effect on.
struct Acceptance {
  std::size_t kinds = 0;    // of entries, in all virtual hosts
  std::string why_nothing;  // empty: they are accepted
  Tick learns_until;        // empty: that is over, or has not begun
};

Acceptance AcceptanceOf(const store::SegmentReader& segment, Tick now) {
  Known known;
  known.begun = segment.baselines().begun();
  known.now = now;
  known.baselines = segment.baselines().List(now);
  if (known.baselines.empty())
    return {0, "the server knows of no kind of entry yet: it looks where ErrWatchAnomalies is On", {}};
  if (known.begun == Tick() || known.learns_until() != Tick())
    return {0,
            "the server learns yet, tells nothing of kinds of entries before, and takes for usual what comes",
            known.learns_until()};
  return {known.baselines.size(), "", {}};
}

std::string AcceptanceJson(const Acceptance& acceptance) {
  Json document = {{"accepted", acceptance.kinds}};
  if (!acceptance.why_nothing.empty()) document["why_nothing"] = acceptance.why_nothing;
  if (acceptance.learns_until != Tick()) document["learns_until"] = FormatTime(acceptance.learns_until);
  return document.dump(2, ' ', true, Json::error_handler_t::replace) + "\n";
}

std::string AcceptanceText(const Acceptance& acceptance, const std::string& remark, Tick now) {
  if (!acceptance.why_nothing.empty())
    return "nothing is accepted: " + acceptance.why_nothing +
           (acceptance.learns_until == Tick() ? ""
                                              : "; until " + LocalTime(now).Short(acceptance.learns_until)) +
           "\n";
  return (acceptance.kinds == 1
              ? "1 kind of entries is"
              : FormatCount(acceptance.kinds) + " kinds of entries, of all virtual hosts, are") +
         " taken for usual as they come now, " +
         (remark.empty() ? "within five minutes" : "once httpd runs again") +
         "; attacks and models stay as they are\n";
}

int Accept(const AnomaliesOptions& options) {
  const Result<std::unique_ptr<WritableServer>> server = WritableServer::Attach(options.live);
  if (!server) return EndWith(kExitNothing, server.error());
  const Tick now = Now();
  const Acceptance acceptance = AcceptanceOf(server.value()->segment(), now);
  if (acceptance.why_nothing.empty()) {
    server.value()->segment().baselines().Accept(now);
    if (const Status saved = server.value()->Save(now); !saved) return EndWith(kExitNothing, saved.error());
  }
  const std::string text = options.format == "json"
                               ? AcceptanceJson(acceptance)
                               : AcceptanceText(acceptance, server.value()->remark(), now);
  std::fwrite(text.data(), 1, text.size(), stdout);
  return kExitDone;
}

}  // namespace

int RunAnomalies(const AnomaliesOptions& options) {
  if (options.accept) return Accept(options);
  const Result<std::unique_ptr<LiveServer>> server = LiveServer::Attach(options.live);
  if (!server) return EndWith(kExitNothing, server.error());
  if (!server.value()->remark().empty()) Complain(server.value()->remark());
  const Known known = KnownTo(*server.value(), Now());
  if (options.format == "json") {
    WriteJson(known);
    return kExitDone;
  }
  if (!known.models)
    Complain("models and ErrWatchUnderAttack are not shown: the configuration is not known, " +
             server.value()->why_unknown());
  const bool has_models = known.models && !known.models->empty();
  if (known.baselines.empty() && known.crowds.empty() && !has_models)
    return EndWith(kExitNothing, "the server knows of nothing yet: it looks where ErrWatchAnomalies is On");
  if (known.learns_until() != Tick())
    Complain(
        "it learns which kinds of entries are usual until " +
        LocalTime(known.now).Short(known.learns_until()) +
        ", and tells nothing of them before; what many clients do together, and what is unlike a model in "
        "use, it tells now");
  WriteText(known, options.most);
  return kExitDone;
}

}  // namespace errwatch::cli
