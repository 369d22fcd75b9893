#include "httpd/site_models.h"

#include <algorithm>
#include <utility>

#include "base/time_text.h"
#include "httpd/configs.h"
#include "pages/model_rows.h"
#include "store/model_file.h"
#include "store/named_models.h"

#include "httpd/prelude.h"

namespace errwatch::httpd {
namespace {

using store::LearningPhase;

// Between two attempts to write a file.
constexpr Milliseconds kBetweenAttempts{60'000};

uint64_t PrintOf(const Runtime& runtime, const SiteModel& model) {
  return store::PrintOfModel(runtime.segment->hash_key(), model.setting.path);
}

// httpd gives its machine's name to a main server that has none.
bool IsNamed(const ap_directive_t* line) {
  while (line != nullptr && ap_cstr_casecmp(line->directive, "ServerName") != 0) line = line->next;
  return line != nullptr;
}

std::string HostnameOf(const Runtime& runtime, const server_rec* server) {
  if (server == runtime.main_server && !IsNamed(ap_conftree)) return std::string(kMainServer);
  return server->server_hostname == nullptr ? "" : server->server_hostname;
}

std::string HostsOf(const std::vector<std::string>& hosts) { return HostsText(hosts, Language::kEnglish); }

ModelRow RowOf(const SiteModel& model, Tick now) {
  store::ModelFacts facts{model.setting.path, model.setting.learn, model.problem,
                          model.known.get(),  model.written,       model.learning};
  ModelRow row = store::RowOf(facts, now);
  row.vhosts = model.vhosts;
  return row;
}

void TellUse(const Runtime& runtime, const SiteModel& model) {
  const ModelRow row = RowOf(model, Now());
  if (row.state != ModelState::kUsed) return;
  if (model.looking.empty()) {
    ap_log_error(APLOG_MARK, APLOG_NOTICE, 0, runtime.main_server,
                 "EW0217: nothing is compared with the model %s: ErrWatchEngine is Off in %s",
                 row.path.c_str(), HostsOf(row.vhosts).c_str());
    return;
  }
  ap_log_error(APLOG_MARK, APLOG_NOTICE, 0, runtime.main_server,
               "EW0217: requests of %s are compared with the model %s, learnt from %s requests by %s; one is "
               "told from %u points on",
               HostsOf(model.looking).c_str(), row.path.c_str(), FormatCount(row.requests).c_str(),
               FormatTime(row.learnt).c_str(), row.threshold);
}

void BeginLearning(Runtime& runtime, SiteModel& model) {
  model.learning = runtime.segment->learning_models().Claim(PrintOf(runtime, model), Now());
  if (!model.learning) {
    model.problem = "ErrWatchModel " + model.setting.path +
                    " is not learnt now: " + std::to_string(store::kLearningModels) +
                    " others are, which is the most";
    Warn(runtime, model.problem);
    return;
  }
  const Tick until = After(model.learning->begun(), model.setting.learn);
  if (model.learning->PhaseAt(Now(), model.setting.learn) == LearningPhase::kLearnt) return;
  if (model.looking.empty()) {
    ap_log_error(APLOG_MARK, APLOG_NOTICE, 0, runtime.main_server,
                 "EW0217: nothing is learnt for the model %s: ErrWatchEngine is Off in %s",
                 model.setting.path.c_str(), HostsOf(model.vhosts).c_str());
    return;
  }
  ap_log_error(APLOG_MARK, APLOG_NOTICE, 0, runtime.main_server,
               "EW0217: the model %s is learnt from requests until %s; then it is written and used",
               model.setting.path.c_str(), FormatTime(until).c_str());
}

std::unique_ptr<SiteModel> Open(Runtime& runtime, const ModelSetting& setting) {
  auto model = std::make_unique<SiteModel>();
  model->setting = setting;
  store::ModelAtStart found = store::FindModel(setting.path, setting.learn.count() != 0);
  model->known = std::move(found.known);
  model->written = found.written;
  if (model->known) model->scorer.emplace(model->known->counts());
  model->learns = found.learns;
  model->problem = std::move(found.problem.text);
  if (!model->problem.empty()) Warn(runtime, model->problem);
  return model;
}

// Places of models whose file is there, or that nobody names any more, are for others.
void FreePlaces(Runtime& runtime) {
  std::vector<uint64_t> kept;
  for (const std::unique_ptr<SiteModel>& model : runtime.site_models)
    if (model->setting.learn.count() != 0 && !model->known) kept.push_back(PrintOf(runtime, *model));
  runtime.segment->learning_models().KeepOnly(kept);
}

void WriteLearnt(Runtime& runtime, SiteModel& model, Tick now) {
  model.tried = now;
  auto copy = std::make_unique<RequestModel>();
  model.learning->CopyTo(*copy);
  const std::string& path = model.setting.path;
  if (const Status written = store::WriteModelFile(path, *copy); !written) {
    ap_log_error(APLOG_MARK, APLOG_WARNING, 0, runtime.main_server,
                 "EW0218: what was learnt is not written, but used: %s", written.error().c_str());
    return;
  }
  model.learning->SetSaved(now);
  ap_log_error(
      APLOG_MARK, APLOG_NOTICE, 0, runtime.main_server,
      "EW0217: the model %s was learnt from %s requests, and is used; a request is told from %d points on",
      path.c_str(), FormatCount(copy->counts().requests).c_str(),
      static_cast<int>(RequestScorer(copy->counts()).threshold()));
}

}  // namespace

void OpenSiteModels(Runtime& runtime) {
  store::NamedModels models;
  runtime.segment->SetModelsRead(Now());
  ForEachServer(runtime.main_server, [&](server_rec* server) {
    ServerConfig* config = MutableConfigOf(server);
    const ModelSetting& setting = config->settings.model.value;
    if (setting.path.empty()) return;
    const store::NamedModels::Named named = models.Add(setting.path, setting.learn);
    if (named.is_first) runtime.site_models.push_back(Open(runtime, setting));
    if (!named.learnt_otherwise.empty()) Warn(runtime, named.learnt_otherwise);
    config->model = runtime.site_models[named.file].get();
    const std::string name = HostnameOf(runtime, server);
    config->model->vhosts.push_back(name);
    if (!EnginesOf(server).AllOff()) config->model->looking.push_back(name);
  });
  FreePlaces(runtime);
  for (const std::unique_ptr<SiteModel>& model : runtime.site_models) {
    if (model->learns) BeginLearning(runtime, *model);
    TellUse(runtime, *model);
  }
  ForEachServer(runtime.main_server, [&](server_rec* server) {
    ServerConfig* config = MutableConfigOf(server);
    if (config->model != nullptr && !config->model->scorer && !config->model->learning)
      config->model = nullptr;
  });
}

void TellModelProblems(server_rec* main_server) {
  store::NamedModels models;
  const auto tell = [&](const std::string& problem) {
    if (!problem.empty())
      ap_log_error(APLOG_MARK, APLOG_WARNING | APLOG_STARTUP, 0, main_server, "EW0210: %s", problem.c_str());
  };
  ForEachServer(main_server, [&](server_rec* server) {
    const ModelSetting& setting = MutableConfigOf(server)->settings.model.value;
    if (setting.path.empty()) return;
    const store::NamedModels::Named named = models.Add(setting.path, setting.learn);
    tell(named.is_first ? store::FindModel(setting.path, setting.learn.count() != 0).problem.text
                        : named.learnt_otherwise);
  });
}

std::vector<ModelRow> ModelRowsOf(const Runtime& runtime, Tick now) {
  std::vector<ModelRow> rows;
  for (const std::unique_ptr<SiteModel>& model : runtime.site_models) rows.push_back(RowOf(*model, now));
  return rows;
}

int MonitorSiteModels(apr_pool_t*, server_rec*) {
  Runtime* runtime = CurrentRuntime();
  if (runtime == nullptr) return DECLINED;
  const Tick now = Now();
  for (const std::unique_ptr<SiteModel>& model : runtime->site_models) {
    if (!model->learning || model->learning->saved() != Tick()) continue;
    const bool early = model->tried != Tick() && TicksSince(model->tried, now) < TicksIn(kBetweenAttempts);
    if (early || model->learning->PhaseAt(now, model->setting.learn) != LearningPhase::kLearnt) continue;
    WriteLearnt(*runtime, *model, now);
  }
  return DECLINED;
}

}  // namespace errwatch::httpd
