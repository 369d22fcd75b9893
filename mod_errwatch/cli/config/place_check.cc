#include "cli/config/place_check.h"

#include <unistd.h>

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "cli/config/installed_paths.h"
#include "config/text_file.h"
#include "store/model_file.h"
#include "store/named_models.h"
#include "store/places.h"

namespace errwatch::cli {
namespace {

Finding Unseen(const std::string& origin, const std::string& what, const char* why) {
  return {Severity::kNote, origin.empty() ? "configuration" : origin, what + " was not looked at: " + why,
          Topic::kConfiguration};
}

void Look(const store::Places& places, const std::string& origin, std::vector<Finding>& findings) {
  for (const Error& fault : store::FaultsOf(places)) {
    const bool unseen = fault.kind == ErrorKind::kDenied && ::geteuid() != 0;
    findings.push_back({unseen ? Severity::kNote : Severity::kError,
                        origin.empty() ? "configuration" : origin,
                        unseen ? "only the user who starts httpd can check this: " + fault.text
                               : "httpd would not start: " + fault.text,
                        Topic::kConfiguration});
  }
}

std::vector<const Setting<ModelSetting>*> ModelsOf(const Configuration& configuration) {
  std::vector<const Setting<ModelSetting>*> models{&configuration.server.model};
  for (const VirtualHost& vhost : configuration.vhosts) models.push_back(&vhost.server.model);
  std::erase_if(models, [](const Setting<ModelSetting>* model) { return model->value.path.empty(); });
  return models;
}

// Those whose place is known here.
std::vector<store::OtherFile> WrittenFiles(const Configuration& configuration) {
  std::vector<store::OtherFile> others;
  for (const WrittenFile& file : configuration.written) {
    if (WhyUnknown(configuration, file.named) != nullptr) continue;
    others.push_back({file.below_runtime_dir
                          ? StateFileOf(file.named, configuration.runtime_dir, configuration.server_root)
                          : BelowBase(file.named, configuration.server_root),
                      file.what});
  }
  for (const Setting<ModelSetting>* model : ModelsOf(configuration)) {
    if (WhyUnknown(configuration, model->value.path) == nullptr)
      others.push_back({model->value.path, "an ErrWatchModel"});
  }
  return others;
}

// httpd starts without a model that it cannot use.
void LookAtModels(const Configuration& configuration, std::vector<Finding>& findings) {
  store::NamedModels models;
  for (const Setting<ModelSetting>* model : ModelsOf(configuration)) {
    const std::string& path = model->value.path;
    const store::NamedModels::Named named = models.Add(path, model->value.learn);
    if (!named.learnt_otherwise.empty())
      findings.push_back({Severity::kWarning, model->origin, named.learnt_otherwise, Topic::kConfiguration});
    if (!named.is_first) continue;
    if (const char* why = WhyUnknown(configuration, path)) {
      findings.push_back(Unseen(model->origin, "ErrWatchModel " + path, why));
      continue;
    }
    const Error problem = store::FindModel(path, model->value.learn.count() != 0).problem;
    if (problem.text.empty()) continue;
    const bool unseen = problem.kind == ErrorKind::kDenied && ::geteuid() != 0;
    findings.push_back(
        {unseen ? Severity::kNote : Severity::kWarning, model->origin,
         unseen ? "only the user who starts httpd can check this: " + problem.text : problem.text,
         Topic::kConfiguration});
  }
}

}  // namespace

const char* WhyUnknown(const Configuration& configuration, const std::string& name) {
  if (name.find("${") != std::string::npos) return "the variable in it is known to httpd's start script only";
  // Without LoadModule this is a part of a configuration, and of ServerRoot the whole one tells.
  const bool is_below_root = !name.starts_with('/') || name.starts_with(configuration.server_root + "/");
  if (is_below_root && !configuration.loads_errwatch)
    return "where it lies, the file that httpd reads first says (--config FILE)";
  return nullptr;
}

std::vector<Finding> CheckPlaces(const Configuration& configuration) {
  std::vector<Finding> findings;
  std::vector<store::OtherFile> others = WrittenFiles(configuration);
  const ServerSettings& server = configuration.server;
  const std::string& state = server.state_file.value;
  if (server.state_file.is_set || configuration.loads_errwatch) {
    store::Places places;
    places.others = others;
    if (const char* why = WhyUnknown(configuration, state)) {
      findings.push_back(Unseen(server.state_file.origin, "ErrWatchStateFile " + state, why));
    } else {
      places.state_file = StateFileOf(state, configuration.runtime_dir, configuration.server_root);
      places.clients = server.clients.value;
      Look(places, server.state_file.origin, findings);
      others.push_back({places.state_file, "ErrWatchStateFile"});
    }
  }
  for (const EventLogSetting& log : server.event_logs) {
    store::Places places;
    places.others = others;
    store::EventPlace& place = places.events.emplace_back();
    if (log.sink == EventSink::kPipe) place.program = log.target;
    if (log.sink == EventSink::kFile) {
      if (const char* why = WhyUnknown(configuration, log.target)) {
        findings.push_back(Unseen(log.origin, "ErrWatchEventLog " + log.target, why));
        continue;
      }
      place = {BelowBase(log.target, configuration.server_root), "", log.group, log.gid, log.mode};
      others.push_back({place.file, "ErrWatchEventLog of another line"});
    }
    Look(places, log.origin, findings);
  }
  LookAtModels(configuration, findings);
  return findings;
}

}  // namespace errwatch::cli
