#include "httpd/site_models.h"

#include <algorithm>
#include <set>
#include <utility>

#include "base/time_text.h"
#include "httpd/configs.h"
#include "store/hash_parts.h"
#include "store/model_file.h"

#include "httpd/prelude.h"

namespace errwatch::httpd {
namespace {

using store::LearningPhase;

// Between two attempts to write a file.
constexpr Milliseconds kBetweenAttempts{60'000};

uint64_t PrintOf(const Runtime& runtime, const std::string& path) {
  return std::max<uint64_t>(
      store::HashParts(runtime.segment->hash_key()).Add(store::NameOfModel(path)).Hash(), 1);
}

void BeginLearning(Runtime& runtime, SiteModel& model) {
  model.learning = runtime.segment->learning_models().Claim(PrintOf(runtime, model.setting.path), Now());
  if (!model.learning) {
    model.problem = "ErrWatchModel " + model.setting.path +
                    " is not learnt now: " + std::to_string(store::kLearningModels) +
                    " others are, which is the most";
    Warn(runtime, model.problem);
    return;
  }
  const Tick until = After(model.learning->begun(), model.setting.learn);
  ap_log_error(APLOG_MARK, APLOG_NOTICE, 0, runtime.main_server,
               "EW0217: the model %s is learnt from requests until %s; then it is written and used",
               model.setting.path.c_str(), FormatTime(until).c_str());
}

std::unique_ptr<SiteModel> Open(Runtime& runtime, const ModelSetting& setting) {
  auto model = std::make_unique<SiteModel>();
  model->setting = setting;
  store::ModelAtStart found = store::FindModel(setting.path, setting.learn.count() != 0);
  model->known = std::move(found.known);
  if (model->known) model->scorer.emplace(model->known->counts());
  model->learns = found.learns;
  model->problem = std::move(found.problem.text);
  if (!model->problem.empty()) Warn(runtime, model->problem);
  return model;
}

SiteModel* FindOrOpen(Runtime& runtime, const ModelSetting& setting) {
  const auto same = std::ranges::find_if(runtime.site_models, [&](const std::unique_ptr<SiteModel>& model) {
    return store::IsSameModel(model->setting.path, setting.path);
  });
  if (same != runtime.site_models.end()) {
    SiteModel& model = **same;
    const std::string why = store::WhyLearntOtherwise(setting.path, model.setting.learn, setting.learn);
    if (!why.empty() && !std::exchange(model.learnt_otherwise, true)) Warn(runtime, why);
    return &model;
  }
  return runtime.site_models.emplace_back(Open(runtime, setting)).get();
}

// Places of models whose file is there, or that nobody names any more, are for others.
void FreePlaces(Runtime& runtime) {
  std::vector<uint64_t> kept;
  for (const std::unique_ptr<SiteModel>& model : runtime.site_models)
    if (model->setting.learn.count() != 0 && !model->known)
      kept.push_back(PrintOf(runtime, model->setting.path));
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
  ForEachServer(runtime.main_server, [&](server_rec* server) {
    ServerConfig* config = MutableConfigOf(server);
    const ModelSetting& setting = config->settings.model.value;
    if (!setting.path.empty()) config->model = FindOrOpen(runtime, setting);
  });
  FreePlaces(runtime);
  for (const std::unique_ptr<SiteModel>& model : runtime.site_models)
    if (model->learns) BeginLearning(runtime, *model);
  ForEachServer(runtime.main_server, [&](server_rec* server) {
    ServerConfig* config = MutableConfigOf(server);
    if (config->model != nullptr && !config->model->scorer && !config->model->learning)
      config->model = nullptr;
  });
}

void TellModelProblems(server_rec* main_server) {
  std::vector<ModelSetting> looked_at;
  std::set<std::string> told;
  const auto tell = [&](const std::string& problem) {
    if (!problem.empty() && told.insert(problem).second)
      ap_log_error(APLOG_MARK, APLOG_WARNING | APLOG_STARTUP, 0, main_server, "EW0210: %s", problem.c_str());
  };
  ForEachServer(main_server, [&](server_rec* server) {
    const ModelSetting& setting = MutableConfigOf(server)->settings.model.value;
    if (setting.path.empty()) return;
    const auto same = std::ranges::find_if(
        looked_at, [&](const ModelSetting& other) { return store::IsSameModel(other.path, setting.path); });
    if (same != looked_at.end()) {
      tell(store::WhyLearntOtherwise(setting.path, same->learn, setting.learn));
      return;
    }
    looked_at.push_back(setting);
    tell(store::FindModel(setting.path, setting.learn.count() != 0).problem.text);
  });
}

std::vector<ModelRow> ModelRowsOf(const Runtime& runtime, Tick now) {
  std::vector<ModelRow> rows;
  for (const std::unique_ptr<SiteModel>& model : runtime.site_models) {
    ModelRow& row = rows.emplace_back();
    row.path = model->setting.path;
    row.problem = model->problem;
    if (model->known) {
      row.state = ModelState::kUsed;
      row.requests = model->known->counts().requests;
    } else if (model->learning) {
      const bool learnt = model->learning->PhaseAt(now, model->setting.learn) == LearningPhase::kLearnt;
      row.state = learnt ? ModelState::kUsed : ModelState::kLearning;
      row.requests = model->learning->counts().requests;
      if (!learnt) row.until = After(model->learning->begun(), model->setting.learn);
    }
  }
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
