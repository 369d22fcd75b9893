#include "cli/server/known_hosts.h"

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
  visit(configuration.name.empty() ? "the main server" : configuration.name, configuration.server);
  for (const VirtualHost& vhost : configuration.vhosts) visit(vhost.name, vhost.server);
}

ModelRow RowOf(const Configuration& configuration, const ModelSetting& setting,
               const store::SegmentReader& segment, Tick now) {
  store::ModelFacts facts{setting.path, setting.learn, {}, nullptr, {}, {}};
  if (const char* why = WhyUnknown(configuration, setting.path)) {
    facts.problem = why;
    ModelRow unknown = store::RowOf(facts, now);
    unknown.state = ModelState::kUnknown;
    return unknown;
  }
  store::ModelAtStart found = store::FindModel(setting.path, setting.learn.count() != 0);
  facts.learning = segment.learning_models().Find(store::PrintOfModel(segment.hash_key(), setting.path));
  // A file that came since httpd began to learn waits for a restart.
  const bool learns = facts.learning && facts.learning->saved() == Tick();
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
         " is in force for who joins; errwatch clients shows who is blocked, errwatch anomalies how it goes "
         "on";
}

}  // namespace errwatch::cli
