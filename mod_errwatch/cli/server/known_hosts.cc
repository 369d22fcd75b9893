#include "cli/server/known_hosts.h"

#include <algorithm>
#include <string>
#include <utility>

#include "cli/config/place_check.h"
#include "model/joined_attack.h"
#include "pages/crowd_view.h"
#include "pages/model_rows.h"
#include "store/model_file.h"
#include "store/named_models.h"

namespace errwatch::cli {
namespace {

// The main server first, as httpd has them.
template <typename F>
void ForEachHost(const Configuration& configuration, F visit) {
  visit(configuration.name.empty() ? std::string(kMainServer) : configuration.name, configuration.server);
  for (const VirtualHost& vhost : configuration.vhosts) visit(vhost.name, vhost.server);
}

// Between what httpd notes of a file that it writes, and what the file system does.
constexpr Milliseconds kWhileWriting{60'000};

// httpd reads its models once, at each start. What it learnt it has written itself, and goes on with.
// An older file that was put in its place has an older date, but not for the file system.
bool IsChangedSince(Tick read, Tick written, Tick saved) {
  const bool is_own = saved != Tick() && written <= After(saved, kWhileWriting);
  return read != Tick() && written > read && !is_own;
}

ModelRow NotKnown(const store::ModelFacts& facts, Tick now) {
  ModelRow row = store::RowOf(facts, now);
  row.state = ModelState::kUnknown;
  return row;
}

ModelRow RowOf(const Configuration& configuration, const ModelSetting& setting,
               const store::SegmentReader& segment, Tick now) {
  store::ModelFacts facts{setting.path, setting.learn, {}, nullptr, {}, {}};
  if (const char* why = WhyUnknown(configuration, setting.path)) {
    facts.problem = why;
    return NotKnown(facts, now);
  }
  store::ModelAtStart found = store::FindModel(setting.path, setting.learn.count() != 0);
  facts.learning = segment.learning_models().Find(store::PrintOfModel(segment.hash_key(), setting.path));
  // A file that came since httpd began to learn waits for a restart.
  const Tick saved = facts.learning ? facts.learning->saved() : Tick();
  const bool learns = facts.learning && saved == Tick();
  if (!learns && IsChangedSince(segment.models_read(), std::max(found.written, found.placed), saved)) {
    facts.learning.reset();
    facts.problem = "changed since httpd started: used after the next restart";
    if (!found.problem.text.empty()) facts.problem = "changed since httpd started: " + found.problem.text;
    return NotKnown(facts, now);
  }
  if (!learns) facts.known = found.known.get();
  facts.written = found.written;
  if (!learns || found.learns) facts.problem = found.problem.text;
  return store::RowOf(facts, now);
}

}  // namespace

std::vector<ModelRow> ModelRowsOf(const Configuration& configuration, const store::SegmentReader& segment,
                                  Tick now) {
  std::vector<ModelRow> rows;
  store::NamedModels models;
  ForEachHost(configuration, [&](const std::string& name, const ServerSettings& server) {
    const ModelSetting& setting = server.model.value;
    if (setting.path.empty()) return;
    const store::NamedModels::Named named = models.Add(setting.path, setting.learn);
    if (named.is_first) rows.push_back(RowOf(configuration, setting, segment, now));
    rows[named.file].vhosts.push_back(name);
  });
  return rows;
}

std::vector<UnderAttackRow> UnderAttackOf(const Configuration& configuration) {
  std::vector<UnderAttackRow> rows;
  ForEachHost(configuration, [&rows](const std::string& name, const ServerSettings& server) {
    if (server.anomalies.value) rows.push_back({name, server.under_attack.value});
  });
  return rows;
}

std::string AdviceOn(const CrowdRow& crowd) {
  if (!IsAttack(crowd.kind))
    return "mend it: visitors meet it, and the error log has what they met; nobody is blocked for it";
  if (!crowd.follows)
    return "ErrWatchUnderAttack says what follows for who joins; errwatch anomalies shows how it goes on";
  if (crowd.follows->joiners == Joiners::kReport)
    return "nothing follows for who joins, unless ErrWatchUnderAttack says tighten=4 or block; errwatch "
           "anomalies shows how it goes on";
  return "ErrWatchUnderAttack " + DirectiveText(*crowd.follows) +
         " is in force for who joins; errwatch clients --joined shows who they are, errwatch anomalies how "
         "it goes on";
}

}  // namespace errwatch::cli
